import type { Queryable } from "../../database/batch.ts";
import { redactValue } from "../../redaction.ts";
import type { RunCompany } from "./run-company.ts";
import type { LeadScoreResult } from "./score-lead.ts";

export async function saveScore(
  transaction: Queryable,
  key: RunCompany,
  result: LeadScoreResult,
  inputHash: string,
): Promise<void> {
  await transaction.query(
    `insert into lead_scores (tenant_id, company_id, run_id, score, bucket, rationale, cited_signals, input_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (tenant_id, company_id) do update set run_id = excluded.run_id, score = excluded.score,
       bucket = excluded.bucket, rationale = excluded.rationale, cited_signals = excluded.cited_signals,
       input_hash = excluded.input_hash, scored_at = default`,
    [
      key.tenantId,
      key.companyId,
      key.runId,
      result.score,
      result.bucket,
      redactValue(result.rationale),
      result.citedSignals,
      inputHash,
    ],
  );
}

/** Assigns an unchanged score to this run; the time it was computed stays. */
export async function keepScore(transaction: Queryable, key: RunCompany): Promise<void> {
  await transaction.query("update lead_scores set run_id = $2 where company_id = $1", [
    key.companyId,
    key.runId,
  ]);
}

/** What a company's score was computed from, or null when it has none. */
export async function findScoreInput(transaction: Queryable, companyId: string): Promise<string | null> {
  const [row] = await transaction.query<{ inputHash: string }[]>(
    `select input_hash as "inputHash" from lead_scores where company_id = $1`,
    [companyId],
  );
  return row?.inputHash ?? null;
}

/** The newest score of a company; null when it has none, or when this run tried and failed to score it again. */
export async function findScore(transaction: Queryable, key: RunCompany): Promise<LeadScoreResult | null> {
  const [row] = await transaction.query<LeadScoreResult[]>(
    `select score, bucket, rationale, cited_signals as "citedSignals" from lead_scores
     where company_id = $1 and not exists (select from company_enrichment_runs e
       where e.run_id = $2 and e.stage = 'score' and e.company_id = $1 and e.outcome = 'error')`,
    [key.companyId, key.runId],
  );
  return row ?? null;
}
