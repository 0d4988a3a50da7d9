import type { Queryable } from "../../database/batch.ts";
import { redactValue } from "../../redaction.ts";
import type { LeadExtraction } from "../../vendors/openai/lead-extraction.ts";
import type { RunCompany } from "./run-company.ts";
import type { StoredSignal } from "./score-lead.ts";

/** What was extracted, as stored: the signals have ids. */
export interface StoredFeatures extends Omit<LeadExtraction, "signals"> {
  readonly signals: readonly StoredSignal[];
}

export async function saveFeatures(
  transaction: Queryable,
  key: RunCompany,
  contentHash: string,
  features: StoredFeatures,
): Promise<void> {
  await transaction.query(
    `insert into lead_features (tenant_id, company_id, run_id, content_hash, features) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, company_id) do update set run_id = excluded.run_id, content_hash = excluded.content_hash,
       features = excluded.features, extracted_at = default`,
    [key.tenantId, key.companyId, key.runId, contentHash, JSON.stringify(redactValue(features))],
  );
}

export async function findFeatures(
  transaction: Queryable,
  companyId: string,
): Promise<{ contentHash: string; features: StoredFeatures } | null> {
  const [row] = await transaction.query<{ contentHash: string; features: StoredFeatures }[]>(
    `select content_hash as "contentHash", features from lead_features where company_id = $1`,
    [companyId],
  );
  return row ?? null;
}
