import type { Transaction } from "../database/database.ts";
import type { RunStatus } from "../entities/vocabulary.ts";
import { RULE_TABLE } from "./rule-table.ts";
import type { LateRun, ScheduleSnapshot } from "./schedule-snapshot.ts";

/** A run that did not come about is news for this long after it was put on record. */
const NEWS_HOURS = 24;
/** A schedule of many runs a day may miss very many; the oldest of a night speak for it. */
const MOST_LATE_RUNS = 500;

interface LateRow extends Omit<LateRun, "run"> {
  readonly runId: string | null;
  readonly status: RunStatus | null;
  readonly startedAt: Date | null;
}

/** What became of a tenant's schedules lately, in four queries. */
export async function readScheduleSnapshot(
  transaction: Transaction,
  { tenantId, scheduled }: { readonly tenantId: string; readonly scheduled: boolean },
  thresholds: Readonly<Record<string, number>>,
  now: Date,
): Promise<ScheduleSnapshot> {
  const since = new Date(now.getTime() - NEWS_HOURS * 3_600_000);
  return {
    tenantId,
    scheduled,
    late: scheduled ? await readLate(transaction, tenantId, since, now) : [],
    openLate: scheduled ? await readOpenLate(transaction, tenantId) : [],
    lastRun: await readLastRun(transaction, tenantId),
    running: await readRunning(transaction, tenantId),
    thresholds,
    now,
  };
}

async function readLate(
  transaction: Transaction,
  tenantId: string,
  since: Date,
  now: Date,
): Promise<LateRun[]> {
  const rows = await transaction.query<LateRow[]>(
    `select l.schedule_id as "scheduleId", to_char(l.local_at, 'YYYY-MM-DD"T"HH24:MI') as "localAt",
       l.due_at as "dueAt", l.state, l.reason, r.run_id as "runId", r.status, r.started_at as "startedAt"
     from (
       select x.schedule_id, x.local_at, x.due_at, x.state, x.reason, x.run_id from expected_runs x
         join schedules s using (tenant_id, schedule_id)
       where x.tenant_id = $1 and s.enabled and (x.state = 'waiting'
         or (x.state in ('missed', 'failed_to_start') and x.updated_at > $2) or (x.state = 'started' and x.due_at > $2))
       union all
       select schedule_id, next_local_at, next_due_at, 'unseen', null, null from schedules
       where tenant_id = $1 and enabled and next_due_at < $3
     ) l left join enrichment_runs r on r.tenant_id = $1 and r.run_id = l.run_id
     order by l.due_at, l.schedule_id limit $4`,
    [tenantId, since, now, MOST_LATE_RUNS],
  );
  return rows.map(({ runId, status, startedAt, ...row }) => ({
    ...row,
    run: runId === null || status === null || startedAt === null ? null : { runId, status, startedAt },
  }));
}

async function readOpenLate(transaction: Transaction, tenantId: string): Promise<string[]> {
  const rows = await transaction.query<{ subject: string }[]>(
    // A rule's alert about itself has a word for a subject, a night has two.
    `select subject from alerts where tenant_id = $1 and rule_id = $2 and state <> 'resolved' and subject like '% %'`,
    [tenantId, RULE_TABLE["SR-10"].id],
  );
  return rows.map(({ subject }) => subject);
}

async function readLastRun(transaction: Transaction, tenantId: string): Promise<ScheduleSnapshot["lastRun"]> {
  const [run] = await transaction.query<NonNullable<ScheduleSnapshot["lastRun"]>[]>(
    `select run_id as "runId", status, status_reason as "statusReason", trigger = 'schedule' as scheduled
     from enrichment_runs where tenant_id = $1 and agent_id = 'nightly' and status not in ('running', 'cancelled')
     order by started_at desc, run_id desc limit 1`,
    [tenantId],
  );
  return run ?? null;
}

async function readRunning(transaction: Transaction, tenantId: string): Promise<ScheduleSnapshot["running"]> {
  const [run] = await transaction.query<NonNullable<ScheduleSnapshot["running"]>[]>(
    `select r.run_id as "runId", r.started_at as "startedAt",
       greatest(r.started_at,
         (select max(greatest(s.started_at, s.ended_at)) from run_stage_stats s
          where s.tenant_id = r.tenant_id and s.run_id = r.run_id),
         (select max(c.finished_at) from company_enrichment_runs c
          where c.tenant_id = r.tenant_id and c.run_id = r.run_id)) as "lastActiveAt"
     from enrichment_runs r where r.tenant_id = $1 and r.agent_id = 'nightly' and r.status = 'running'`,
    [tenantId],
  );
  return run ?? null;
}
