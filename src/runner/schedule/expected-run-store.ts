import type { Transaction } from "../../database/database.ts";
import { NO_COMPANY } from "../record/stage-reasons.ts";
import type { ScheduleRow } from "./schedule-store.ts";
import type { ScheduleTick } from "./schedule-ticks.ts";

/** A row of `expected_runs` that is waiting to start. */
export interface WaitingRow {
  readonly tenantId: string;
  readonly scheduleId: string;
  readonly localAt: string;
  readonly ordinal: number;
  readonly dueAt: Date;
  readonly caughtUp: boolean;
}

/** Writes expected runs; existing ones stay as they are. Returns how many were new. */
export async function insertExpectedRuns(
  transaction: Transaction,
  { tenantId, scheduleId }: Pick<ScheduleRow, "tenantId" | "scheduleId">,
  runs: readonly (ScheduleTick & {
    readonly state: "waiting" | "missed";
    readonly caughtUp: boolean;
    readonly reason: string | null;
  })[],
  at: Date,
): Promise<number> {
  const inserted = await transaction.query<unknown[]>(
    `insert into expected_runs (tenant_id, schedule_id, local_at, ordinal, due_at, state, caught_up, reason,
       created_at, updated_at)
     select $1, $2, r.*, $3, $3 from unnest($4::timestamp[], $5::int[], $6::timestamptz[], $7::text[], $8::boolean[],
       $9::text[]) r
     on conflict do nothing returning 1`,
    [
      tenantId,
      scheduleId,
      at,
      runs.map(({ localAt }) => localAt),
      runs.map(({ ordinal }) => ordinal),
      runs.map(({ dueAt }) => dueAt),
      runs.map(({ state }) => state),
      runs.map(({ caughtUp }) => caughtUp),
      runs.map(({ reason }) => reason),
    ],
  );
  return inserted.length;
}

/** Whether a time of a schedule is on record, in whatever zone it was read. */
export async function isOnRecord(
  transaction: Transaction,
  key: Pick<WaitingRow, "tenantId" | "scheduleId" | "localAt" | "ordinal">,
): Promise<boolean> {
  const rows = await transaction.query<unknown[]>(
    "select from expected_runs where tenant_id = $1 and schedule_id = $2 and local_at = $3 and ordinal = $4",
    [key.tenantId, key.scheduleId, key.localAt, key.ordinal],
  );
  return rows.length > 0;
}

/** The runs of these tenants that are waiting to start, the one due longest first. */
export async function listWaiting(
  transaction: Transaction,
  tenantIds: readonly string[],
): Promise<WaitingRow[]> {
  return transaction.query<WaitingRow[]>(
    `select tenant_id as "tenantId", schedule_id as "scheduleId", to_char(local_at, 'YYYY-MM-DD"T"HH24:MI') as "localAt",
       ordinal, due_at as "dueAt", caught_up as "caughtUp"
     from expected_runs where state = 'waiting' and tenant_id = any ($1) order by due_at, tenant_id, schedule_id`,
    [tenantIds],
  );
}

/** Whether a run is still waiting; if so, it stays locked until the transaction ends. */
export async function lockWaiting(
  transaction: Transaction,
  row: Pick<WaitingRow, "tenantId" | "scheduleId" | "localAt" | "ordinal">,
): Promise<boolean> {
  const rows = await transaction.query<unknown[]>(
    `select 1 from expected_runs where tenant_id = $1 and schedule_id = $2 and local_at = $3 and ordinal = $4
       and state = 'waiting' for update`,
    [row.tenantId, row.scheduleId, row.localAt, row.ordinal],
  );
  return rows.length === 1;
}

/** Moves a waiting run to another state; one that is no longer waiting stays as it is. */
export async function settleWaiting(
  transaction: Transaction,
  row: Pick<WaitingRow, "tenantId" | "scheduleId" | "localAt" | "ordinal">,
  to:
    | { readonly state: "started"; readonly runId: string }
    | { readonly state: "missed" | "skipped_overlap" | "failed_to_start"; readonly reason: string },
  at: Date,
): Promise<void> {
  await transaction.query(
    `update expected_runs set state = $5, run_id = $6, reason = $7, updated_at = $8
     where tenant_id = $1 and schedule_id = $2 and local_at = $3 and ordinal = $4 and state = 'waiting'`,
    [
      row.tenantId,
      row.scheduleId,
      row.localAt,
      row.ordinal,
      to.state,
      to.state === "started" ? to.runId : null,
      to.state === "started" ? null : to.reason,
      at,
    ],
  );
}

/** A scheduled run that failed before it did anything. */
export interface IdleFailure extends WaitingRow {
  readonly runId: string;
  readonly statusReason: string;
}

/**
 * The scheduled runs of these tenants that failed before any company was worked on, are still within their schedule's
 * window (or `leastMinutes`), were not tried again, and have no later run. One that found no company to select has nothing
 * to try.
 */
export async function listIdleFailures(
  transaction: Transaction,
  tenantIds: readonly string[],
  { now, leastMinutes }: { readonly now: Date; readonly leastMinutes: number },
): Promise<IdleFailure[]> {
  return transaction.query<IdleFailure[]>(
    `select e.tenant_id as "tenantId", e.schedule_id as "scheduleId", to_char(e.local_at, 'YYYY-MM-DD"T"HH24:MI') as "localAt",
       e.ordinal, e.due_at as "dueAt", e.caught_up as "caughtUp", r.run_id as "runId",
       coalesce(r.status_reason, '') as "statusReason"
     from expected_runs e join schedules s using (tenant_id, schedule_id)
       join enrichment_runs r on r.tenant_id = e.tenant_id and r.run_id = e.run_id
     where e.tenant_id = any ($1) and e.state = 'started' and e.tried_again_at is null and r.status = 'failed' and s.enabled
       and e.due_at > $2::timestamptz - interval '7 days'
       and e.due_at >= $2::timestamptz - make_interval(mins => greatest(s.catch_up_window_minutes, $3))
       and not exists (select from enrichment_runs n
         where n.tenant_id = r.tenant_id and n.agent_id = 'nightly' and n.started_at > r.started_at)
       and not exists (select from company_enrichment_runs c
         where c.tenant_id = r.tenant_id and c.run_id = r.run_id and c.stage <> 'select_targets')
       and not exists (select from run_stage_stats g
         where g.tenant_id = r.tenant_id and g.run_id = r.run_id and g.stage = 'select_targets' and g.status_reason = $4)
     order by e.due_at, e.tenant_id, e.schedule_id`,
    [tenantIds, now, leastMinutes, NO_COMPANY],
  );
}

/** Whether a failed run is still the one to try again; if so, its row stays locked until the transaction ends. */
export async function lockIdleFailure(transaction: Transaction, row: IdleFailure): Promise<boolean> {
  const rows = await transaction.query<unknown[]>(
    `select 1 from expected_runs where tenant_id = $1 and schedule_id = $2 and local_at = $3 and ordinal = $4
       and state = 'started' and run_id = $5 and tried_again_at is null for update`,
    [row.tenantId, row.scheduleId, row.localAt, row.ordinal, row.runId],
  );
  return rows.length === 1;
}

/** Records that a failed run was tried again as `runId`, or with the same id, why it was not. */
export async function noteTriedAgain(
  transaction: Transaction,
  row: IdleFailure,
  { runId, reason, at }: { readonly runId: string; readonly reason: string; readonly at: Date },
): Promise<void> {
  await transaction.query(
    `update expected_runs set run_id = $5, reason = $6, tried_again_at = $7, updated_at = $7
     where tenant_id = $1 and schedule_id = $2 and local_at = $3 and ordinal = $4`,
    [row.tenantId, row.scheduleId, row.localAt, row.ordinal, runId, reason, at],
  );
}

/** Gives up the waiting runs of a schedule. */
export async function giveUpWaiting(
  transaction: Transaction,
  { tenantId, scheduleId }: Pick<ScheduleRow, "tenantId" | "scheduleId">,
  reason: string,
  at: Date,
): Promise<void> {
  await transaction.query(
    `update expected_runs set state = 'missed', reason = $3, updated_at = $4
     where tenant_id = $1 and schedule_id = $2 and state = 'waiting'`,
    [tenantId, scheduleId, reason, at],
  );
}

/** Lets one runner at a time decide on a start, so that counting and starting are atomic. Released with the transaction. */
export async function takeStartLock(transaction: Transaction): Promise<void> {
  await transaction.query(
    "select pg_advisory_xact_lock(hashtextextended('nightshift: start of a scheduled run', 0))",
  );
}

/** How many other tenants have a nightly run in progress. Only the service role sees them. */
export async function countBusyTenants(transaction: Transaction, besides: string): Promise<number> {
  const [row] = await transaction.query<{ count: number }[]>(
    `select count(*)::int as count from enrichment_runs
     where agent_id = 'nightly' and status = 'running' and tenant_id <> $1`,
    [besides],
  );
  return row?.count ?? 0;
}
