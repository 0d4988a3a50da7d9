import { randomUUID } from "node:crypto";
import type { Database } from "../../src/database/database.ts";
import { STAGES, type Stage } from "../../src/entities/stage-table.ts";
import type { RunEvent, RunIdentity } from "../../src/observability/events/run-event.ts";
import { createRunEvent } from "../../src/observability/events/run-event.ts";
import { createTraceId } from "../../src/trace-context.ts";

/** Writes a run with its stages, as it stands before the first event. */
export async function writeRun(
  database: Database,
  tenantId: string,
  given: { readonly runId?: string; readonly startedAt?: Date; readonly status?: string } = {},
): Promise<RunIdentity> {
  const startedAt = given.startedAt ?? new Date();
  const run: RunIdentity = {
    tenantId,
    runId: given.runId ?? randomUUID(),
    runDate: startedAt.toISOString().slice(0, 10),
    traceId: createTraceId(),
  };
  await database.withTenant(tenantId, async (transaction) => {
    await transaction.query(
      `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, manifest)
       values ($1, $2, $3, 'cli', $4, $5, $6, '{}')`,
      [tenantId, run.runId, given.status ?? "succeeded", run.runDate, run.traceId, startedAt],
    );
    await transaction.query(
      `insert into run_stage_stats (tenant_id, run_id, stage, status)
       select $1, $2, stage, 'running' from unnest($3::text[]) stage`,
      [tenantId, run.runId, STAGES],
    );
  });
  return run;
}

/** An item of a stage that took so long, not about any company. */
export function finished(
  run: RunIdentity,
  stage: Stage,
  status: string,
  durationMs: number | null,
): RunEvent {
  return createRunEvent(run, new Date(), randomUUID(), { event: "item_finished", stage, status, durationMs });
}
