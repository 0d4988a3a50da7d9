import type { Queryable } from "../../database/batch.ts";
import type { Transaction } from "../../database/database.ts";
import { violates } from "../../database/faults/sql-state.ts";
import type { Stage } from "../../entities/stage-table.ts";
import type { RunStatus, StageStatus } from "../../entities/vocabulary.ts";
import type { RunRow } from "./run-row.ts";

const RUN_COLUMNS = `tenant_id as "tenantId", run_id as "runId", to_char(run_date, 'YYYY-MM-DD') as "runDate",
  trace_id as "traceId", status, started_at as "startedAt", manifest`;

export async function insertRun(
  transaction: Transaction,
  run: Omit<RunRow, "status"> & {
    readonly trigger: string;
    readonly stages: readonly { stage: Stage; status: StageStatus; reason: string | null }[];
  },
): Promise<void> {
  await transaction.query(
    `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, manifest)
     values ($1, $2, 'running', $3, $4, $5, $6, $7)`,
    [
      run.tenantId,
      run.runId,
      run.trigger,
      run.runDate,
      run.traceId,
      run.startedAt,
      JSON.stringify(run.manifest),
    ],
  );
  await transaction.query(
    `insert into run_stage_stats (tenant_id, run_id, stage, status, status_reason)
     select $1, $2, * from unnest($3::text[], $4::text[], $5::text[])`,
    [
      run.tenantId,
      run.runId,
      run.stages.map(({ stage }) => stage),
      run.stages.map(({ status }) => status),
      run.stages.map(({ reason }) => reason),
    ],
  );
}

/** Whether `insertRun` failed because the tenant already has a running run. */
export function isSecondRunningRun(error: unknown): boolean {
  return violates(error, "enrichment_runs_one_running");
}

/** A run of the nightly pipeline, or null. The runner must not cancel or rerun an agent's run. */
export async function findRun(transaction: Queryable, runId: string): Promise<RunRow | null> {
  const [run] = await transaction.query<RunRow[]>(
    `select ${RUN_COLUMNS} from enrichment_runs where run_id = $1 and agent_id = 'nightly'`,
    [runId],
  );
  return run ?? null;
}

/**
 * The run, locked until the transaction ends, so that only one process decides its next step. The lock does not block
 * rows that refer to the run (a reservation, a company's outcome): waiting for it while holding a budget's counters,
 * which settling by hand locks after the run, would deadlock.
 */
export async function lockRun(transaction: Queryable, runId: string): Promise<RunRow | null> {
  const [run] = await transaction.query<RunRow[]>(
    `select ${RUN_COLUMNS} from enrichment_runs where run_id = $1 and agent_id = 'nightly' for no key update`,
    [runId],
  );
  return run ?? null;
}

/** The tenant's running run of the nightly pipeline, if there is one. */
export async function findRunningRun(transaction: Transaction): Promise<string | null> {
  const [run] = await transaction.query<{ runId: string }[]>(
    `select run_id as "runId" from enrichment_runs where agent_id = 'nightly' and status = 'running'`,
  );
  return run?.runId ?? null;
}

/** Records that a run has ended; false if it already had. */
export async function noteEnd(
  transaction: Transaction,
  runId: string,
  ending: {
    readonly status: RunStatus;
    readonly reason: string;
    readonly at: Date;
    /** See src/entities/enrichment-run.ts. */
    readonly recountAt: Date;
  },
): Promise<boolean> {
  const [, ended] = await transaction.query<[unknown, number]>(
    `update enrichment_runs r set status = $2, status_reason = $3, ended_at = $4, recount_at = $5,
       cost_nano_usd = coalesce((select sum(u.cost_nano_usd) from run_vendor_usage u where u.tenant_id = r.tenant_id and u.run_id = r.run_id), 0)
     where run_id = $1 and status = 'running'`,
    [runId, ending.status, ending.reason, ending.at, ending.recountAt],
  );
  if (ended === 1) await transaction.query("delete from company_attempts where run_id = $1", [runId]);
  return ended === 1;
}

/** Notes that the run has been counted anew after its end; false if that was not due. */
export async function noteRecounted(transaction: Transaction, runId: string, at: Date): Promise<boolean> {
  const [, noted] = await transaction.query<[unknown, number]>(
    "update enrichment_runs set recount_at = null where run_id = $1 and recount_at <= $2",
    [runId, at],
  );
  return noted === 1;
}

/** Sums up what the run cost from its vendors' usage. */
export async function refreshRunCost(transaction: Transaction, runId: string): Promise<void> {
  await transaction.query(
    `update enrichment_runs r set cost_nano_usd = coalesce(
       (select sum(u.cost_nano_usd) from run_vendor_usage u where u.tenant_id = r.tenant_id and u.run_id = r.run_id), 0)
     where run_id = $1`,
    [runId],
  );
}
