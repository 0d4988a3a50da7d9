import type { Queryable } from "../../database/batch.ts";
import { violates } from "../../database/faults/sql-state.ts";
import { MISSED_CODES } from "../../entities/skip-codes.ts";
import type { Stage } from "../../entities/stage-table.ts";
import type { Outcome } from "../../entities/vocabulary.ts";
import { insertEvents } from "../../observability/events/event-store.ts";
import { itemFinished, type RunEvent, type RunIdentity } from "../../observability/events/run-event.ts";
import type { StageTotals } from "./stage-verdict.ts";

/**
 * Records a company's outcome in a stage, with its event and the events of its calls (`events`). Fails if an outcome is
 * already recorded (`isRecordedBefore`): then the results must not be written either.
 */
export async function recordCompany(
  batch: Queryable,
  run: RunIdentity,
  item: {
    readonly stage: Stage;
    readonly companyId: string;
    readonly outcome: Outcome;
    readonly code: string | null;
    readonly errorMsg: string | null;
    readonly durationMs: number;
  },
  { at, events }: { readonly at: Date; readonly events: readonly RunEvent[] },
): Promise<void> {
  await Promise.all([
    batch.query(
      `insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, outcome, code, finished_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [run.tenantId, run.runId, item.stage, item.companyId, item.outcome, item.code, at],
    ),
    insertEvents(batch, [...events, itemFinished(run, item, at)]),
  ]);
}

/** Whether `recordCompany` failed because the company's outcome in that stage was already recorded. */
export function isRecordedBefore(error: unknown): boolean {
  return violates(error, "company_enrichment_runs_pkey");
}

/** A stage's outcomes so far. */
export async function readStageTotals(
  batch: Queryable,
  key: { readonly runId: string; readonly stage: Stage },
): Promise<StageTotals> {
  const [row] = await batch.query<StageTotals[]>(
    `select count(*) filter (where outcome = 'success')::int as success,
       count(*) filter (where outcome = 'error')::int as error,
       count(*) filter (where outcome = 'blocked')::int as blocked,
       count(*) filter (where outcome = 'skipped')::int as skipped,
       count(*) filter (where outcome = 'skipped' and code = any ($3))::int as missed
     from company_enrichment_runs where run_id = $1 and stage = $2`,
    [key.runId, key.stage, MISSED_CODES],
  );
  return row ?? { success: 0, error: 0, blocked: 0, skipped: 0, missed: 0 };
}
