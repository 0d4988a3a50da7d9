import { DatabaseError } from "pg";
import { QueryFailedError } from "typeorm";
import type { Queryable } from "../../database/batch.ts";
import type { Transaction } from "../../database/database.ts";
import type { Stage } from "../../entities/stage-table.ts";
import type { Outcome, RunStatus, StageStatus } from "../../entities/vocabulary.ts";
import { insertEvents } from "../../observability/events/event-store.ts";
import { itemFinished, type RunEvent, type RunIdentity } from "../../observability/events/run-event.ts";
import type { RunManifest } from "./run-manifest.ts";
import { MISSED_CODES } from "./skip-codes.ts";
import type { StageTotals } from "./stage-verdict.ts";
import type { TargetCompany } from "./target-company.ts";

/** A run as the engine needs it. */
export interface RunRow extends RunIdentity {
  readonly status: RunStatus;
  readonly startedAt: Date;
  readonly manifest: RunManifest;
}

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

/** Whether `insertRun` failed because the tenant has a running run already. */
export function isSecondRunningRun(error: unknown): boolean {
  return violates(error, "enrichment_runs_one_running");
}

function violates(error: unknown, constraint: string): boolean {
  return (
    error instanceof QueryFailedError &&
    error.driverError instanceof DatabaseError &&
    error.driverError.constraint === constraint
  );
}

/** The run, or null. */
export async function findRun(transaction: Transaction, runId: string): Promise<RunRow | null> {
  const [run] = await transaction.query<RunRow[]>(
    `select ${RUN_COLUMNS} from enrichment_runs where run_id = $1`,
    [runId],
  );
  return run ?? null;
}

/**
 * The run, locked until the transaction ends: whoever decides its next step decides alone. Rows that refer to it (a
 * reservation, a company's outcome) are written meanwhile: to wait for this lock while they hold the counters of a budget,
 * which settling by hand takes after it, would be a deadlock.
 */
export async function lockRun(transaction: Transaction, runId: string): Promise<RunRow | null> {
  const [run] = await transaction.query<RunRow[]>(
    `select ${RUN_COLUMNS} from enrichment_runs where run_id = $1 for no key update`,
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

/** How far each stage of a run is, why it ended as it did, and whether its companies are cut into chunks. */
export async function readStageProgress(
  transaction: Transaction,
  runId: string,
): Promise<
  ReadonlyMap<
    Stage,
    { readonly status: StageStatus; readonly reason: string | null; readonly isPlanned: boolean }
  >
> {
  const rows = await transaction.query<
    { stage: Stage; status: StageStatus; reason: string | null; isPlanned: boolean }[]
  >(
    `select stage, status, status_reason as reason, planned_at is not null as "isPlanned"
     from run_stage_stats where run_id = $1`,
    [runId],
  );
  return new Map(rows.map(({ stage, ...progress }) => [stage, progress]));
}

/** Moves a stage on. False when it was not in the state it should be moved from: somebody else has moved it. */
export async function moveStage(
  transaction: Transaction,
  key: { readonly runId: string; readonly stage: Stage },
  from: StageStatus,
  to: { readonly status: StageStatus; readonly reason: string | null; readonly at: Date },
): Promise<boolean> {
  const [, moved] = await transaction.query<[unknown, number]>(
    `update run_stage_stats set status = $4, status_reason = $5,
       started_at = case when $4 = 'running' then $6::timestamptz else started_at end,
       ended_at = case when $4 = 'running' then null else $6::timestamptz end
     where run_id = $1 and stage = $2 and status = $3`,
    [key.runId, key.stage, from, to.status, to.reason, to.at],
  );
  return moved === 1;
}

/** Notes that a stage's companies are cut into chunks. False when they were before. */
export async function notePlanned(
  transaction: Transaction,
  key: { readonly runId: string; readonly stage: Stage },
  at: Date,
): Promise<boolean> {
  const [, planned] = await transaction.query<[unknown, number]>(
    "update run_stage_stats set planned_at = $3 where run_id = $1 and stage = $2 and planned_at is null",
    [key.runId, key.stage, at],
  );
  return planned === 1;
}

/** Writes down that a run has ended, unless it had already (false). */
export async function noteEnd(
  transaction: Transaction,
  runId: string,
  ending: {
    readonly status: RunStatus;
    readonly reason: string;
    readonly at: Date;
    /** See src/entities/enrichment-run.ts. */
    readonly recountAt?: Date;
  },
): Promise<boolean> {
  const [, ended] = await transaction.query<[unknown, number]>(
    `update enrichment_runs r set status = $2, status_reason = $3, ended_at = $4, recount_at = $5,
       cost_nano_usd = coalesce((select sum(u.cost_nano_usd) from run_vendor_usage u where u.tenant_id = r.tenant_id and u.run_id = r.run_id), 0)
     where run_id = $1 and status = 'running'`,
    [runId, ending.status, ending.reason, ending.at, ending.recountAt ?? null],
  );
  if (ended === 1) await transaction.query("delete from company_attempts where run_id = $1", [runId]);
  return ended === 1;
}

/** The run's calls have been looked through. */
export async function noteRecounted(transaction: Transaction, runId: string, at: Date): Promise<void> {
  await transaction.query(
    "update enrichment_runs set recount_at = null where run_id = $1 and recount_at <= $2",
    [runId, at],
  );
}

/** How many companies the run selected. */
export async function countTargets(transaction: Transaction, runId: string): Promise<number> {
  const [row] = await transaction.query<{ count: number }[]>(
    "select count(*)::int as count from company_enrichment_runs where run_id = $1 and stage = 'select_targets'",
    [runId],
  );
  return row?.count ?? 0;
}

/** A company that is still to be done in a stage. */
export interface UnfinishedTarget extends TargetCompany {
  /** How often it was begun on its own account, see src/entities/company-attempt.ts. */
  readonly attempts: number;
}

/** The companies of places `from` to `to` (exclusive) of the selection that the stage has not finished yet. */
export async function readUnfinishedTargets(
  transaction: Transaction,
  key: { readonly runId: string; readonly stage: Stage },
  from: number,
  to: number,
): Promise<UnfinishedTarget[]> {
  return transaction.query<UnfinishedTarget[]>(
    `select c.company_id as "companyId", c.name, c.website, c.domain, c.industry, c.country, c.employees, c.description,
       coalesce(a.attempts, 0) as attempts
     from company_enrichment_runs t join companies c using (tenant_id, company_id)
       left join company_attempts a on a.tenant_id = t.tenant_id and a.run_id = t.run_id and a.stage = $2 and a.company_id = t.company_id
     where t.run_id = $1 and t.stage = 'select_targets' and t.ordinal >= $3 and t.ordinal < $4
       and not exists (select from company_enrichment_runs d
         where d.tenant_id = t.tenant_id and d.run_id = t.run_id and d.company_id = t.company_id and d.stage = $2)
     order by t.ordinal`,
    [key.runId, key.stage, from, to],
  );
}

/**
 * Records how a company fared, with its event and those of what it did meanwhile (`events`). Fails when that was recorded
 * before (`isRecordedBefore`): then nothing it brought may be written either.
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
  at: Date,
  events: readonly RunEvent[],
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

/** Whether `recordCompany` failed because another had recorded the company in that stage before. */
export function isRecordedBefore(error: unknown): boolean {
  return violates(error, "company_enrichment_runs_pkey");
}

/** How the companies of a stage fared so far. */
export async function readStageTotals(
  transaction: Transaction,
  key: { readonly runId: string; readonly stage: Stage },
): Promise<StageTotals> {
  const [row] = await transaction.query<StageTotals[]>(
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

/** Sums up what the run cost from its vendors' usage. */
export async function refreshRunCost(transaction: Transaction, runId: string): Promise<void> {
  await transaction.query(
    `update enrichment_runs r set cost_nano_usd = coalesce(
       (select sum(u.cost_nano_usd) from run_vendor_usage u where u.tenant_id = r.tenant_id and u.run_id = r.run_id), 0)
     where run_id = $1`,
    [runId],
  );
}

/** Writes down in the manifest which companies were selected: how many, and a hash over their ids in order. */
export async function noteSelection(transaction: Transaction, runId: string): Promise<void> {
  await transaction.query(
    `update enrichment_runs r set manifest = r.manifest || jsonb_build_object('selection', s.selection)
     from (
       select jsonb_build_object('count', count(*), 'hash',
         encode(sha256(convert_to(coalesce(string_agg(company_id::text, ',' order by ordinal), ''), 'UTF8')), 'hex')) as selection
       from company_enrichment_runs where run_id = $1 and stage = 'select_targets'
     ) s where r.run_id = $1`,
    [runId],
  );
}
