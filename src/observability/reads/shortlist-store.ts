import type { Transaction } from "../../database/database.ts";
import { NOT_EXCLUDED } from "../../database/tenants/not-excluded.ts";
import type { EnrichmentRun } from "../../entities/enrichment-run.ts";
import type { Bucket } from "../../entities/vocabulary.ts";
import { listRuns, NIGHTLY } from "./run-read-store.ts";

/** The state of a tenant's shortlist. */
export interface ShortlistStatus {
  /** Imported companies. */
  readonly companies: number;
  /** Of these, the ones that fit the profile, as of the view's last refresh. */
  readonly candidates: number;
  /** Companies with an extraction. */
  readonly extracted: number;
  readonly scored: Readonly<Record<Bucket, number>>;
  /** Companies exported to Odoo. */
  readonly exported: number;
  /** The newest run; null before the first. */
  readonly lastRun: EnrichmentRun | null;
}

/** Counts a tenant's shortlist. */
export async function readShortlist(transaction: Transaction, tenantId: string): Promise<ShortlistStatus> {
  const [counts] = await transaction.query<Omit<ShortlistStatus, "lastRun">[]>(`
    select (select count(*)::int from companies) as companies, (select count(*)::int from icp_candidates c where ${NOT_EXCLUDED}) as candidates,
      (select count(*)::int from lead_features) as extracted,
      jsonb_build_object('High', count(*) filter (where bucket = 'High'), 'Medium', count(*) filter (where bucket = 'Medium'),
        'Low', count(*) filter (where bucket = 'Low')) as scored,
      count(exported_at)::int as exported
    from lead_scores`);
  if (counts === undefined) throw new TypeError("An aggregate without groups has one row");
  const [lastRun] = await listRuns(transaction, { tenantId, limit: 1, agentId: NIGHTLY });
  return { ...counts, lastRun: lastRun ?? null };
}
