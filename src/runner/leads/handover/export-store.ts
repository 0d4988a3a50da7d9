import type { Queryable } from "../../../database/batch.ts";
import { DATABASE_CLOCK } from "../../../database/database-clock.ts";

/** A claim to export a company, identified by its token. */
export interface ExportClaim {
  readonly companyId: string;
  readonly token: string;
}

/** What is known of a lead once it is claimed. */
export interface ClaimTaken {
  /** Hash of the last export; null if there was none. */
  readonly exportHash: string | null;
  /** Whether people decide at a gate whether it may leave (src/qa/gate). */
  readonly isHeld: boolean;
}

/** Takes or renews a claim. Null when another holder has it; otherwise the hash of the last export (null: none yet), and whether a gate holds the lead. */
export async function claimExport(
  transaction: Queryable,
  { companyId, token }: ExportClaim,
  seconds: number,
): Promise<ClaimTaken | null> {
  const [rows] = await transaction.query<[ClaimTaken[], number]>(
    `update lead_scores set export_claim = $2, export_claimed_until = ${DATABASE_CLOCK} + $3 * interval '1 second'
     where company_id = $1 and (export_claim is null or export_claim = $2 or export_claimed_until < ${DATABASE_CLOCK})
     returning export_hash as "exportHash", held_by_run is not null as "isHeld"`,
    [companyId, token, seconds],
  );
  return rows[0] ?? null;
}

/** Releases a claim without an export. */
export async function dropClaim(transaction: Queryable, { companyId, token }: ExportClaim): Promise<void> {
  await transaction.query(
    "update lead_scores set export_claim = null, export_claimed_until = null where company_id = $1 and export_claim = $2",
    [companyId, token],
  );
}

/** Records an export and releases the claim. */
export async function saveExport(
  transaction: Queryable,
  { companyId, token }: ExportClaim,
  exported: { readonly hash: string; readonly at: Date },
): Promise<void> {
  await transaction.query(
    `update lead_scores set exported_at = $2, export_hash = $3,
       export_claim = nullif(export_claim, $4::uuid),
       export_claimed_until = case when export_claim = $4::uuid then null else export_claimed_until end
     where company_id = $1`,
    [companyId, exported.at, exported.hash, token],
  );
}
