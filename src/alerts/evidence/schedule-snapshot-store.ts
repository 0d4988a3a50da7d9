import type { Transaction } from "../../database/database.ts";
import { IS_NIGHT } from "../../entities/night-sql.ts";
import type { RunStatus } from "../../entities/vocabulary.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import type { LateRun, ScheduleSnapshot } from "../rulebook/schedule-snapshot.ts";

/** A run that never started is news for this long after it was recorded. */
const NEWS_HOURS = 24;
/** A schedule with many runs a day can miss many of them; the oldest are enough. */
const MOST_LATE_RUNS = 500;
/** The nights that say what is usual. */
const USUAL_NIGHTS = 14;

interface LateRow extends Omit<LateRun, "run"> {
  readonly tenantId: string;
  readonly runId: string | null;
  readonly status: RunStatus | null;
  readonly startedAt: Date | null;
}

/** A tenant whose schedules are judged. */
export interface ScheduledTenantRules {
  readonly tenantId: string;
  readonly scheduled: boolean;
  readonly thresholds: Readonly<Record<string, number>>;
}

/** The recent state of tenants' schedules, in five queries at most, whatever the number of tenants. */
export async function readScheduleSnapshots(
  transaction: Transaction,
  tenants: readonly ScheduledTenantRules[],
  now: Date,
): Promise<ScheduleSnapshot[]> {
  if (tenants.length === 0) return [];
  const all = tenants.map(({ tenantId }) => tenantId);
  const scheduled = tenants.filter((tenant) => tenant.scheduled).map(({ tenantId }) => tenantId);
  const late = Map.groupBy(await readLate(transaction, scheduled, now), ({ tenantId }) => tenantId);
  const openLate = Map.groupBy(await readOpenLate(transaction, scheduled), ({ tenantId }) => tenantId);
  const lastRuns = new Map((await readLastRuns(transaction, all)).map((row) => [row.tenantId, row]));
  const running = new Map((await readRunning(transaction, tenants, now)).map((row) => [row.tenantId, row]));
  const isWrong = (tenantId: string) =>
    late.has(tenantId) || running.has(tenantId) || lastRuns.get(tenantId)?.status === "failed";
  const usual = await readUsualLeads(transaction, all.filter(isWrong));
  return tenants.map(({ tenantId, ...tenant }) => ({
    tenantId,
    scheduled: tenant.scheduled,
    late: (late.get(tenantId) ?? []).map(withRun),
    openLate: (openLate.get(tenantId) ?? []).map(({ subject }) => subject),
    lastRun: withoutTenant(lastRuns.get(tenantId)),
    running: withoutTenant(running.get(tenantId)),
    usualLeads: usual.get(tenantId) ?? null,
    thresholds: tenant.thresholds,
    now,
  }));
}

// oxlint-disable-next-line no-unused-vars -- left out on purpose
function withRun({ tenantId: _, runId, status, startedAt, ...row }: LateRow): LateRun {
  const run = runId === null || status === null || startedAt === null ? null : { runId, status, startedAt };
  return { ...row, run };
}

type OfTenant<Row> = Row & { readonly tenantId: string };

function withoutTenant<Row extends { readonly tenantId: string }>(
  row: Row | undefined,
): Omit<Row, "tenantId"> | null {
  if (row === undefined) return null;
  // oxlint-disable-next-line no-unused-vars -- left out on purpose
  const { tenantId: _, ...others } = row;
  return others;
}

async function readLate(
  transaction: Transaction,
  tenantIds: readonly string[],
  now: Date,
): Promise<LateRow[]> {
  const since = new Date(now.getTime() - NEWS_HOURS * 3_600_000);
  return transaction.query<LateRow[]>(
    `select l.tenant_id as "tenantId", l.schedule_id as "scheduleId", to_char(l.local_at, 'YYYY-MM-DD"T"HH24:MI') as "localAt",
       l.due_at as "dueAt", l.state, l.reason, r.run_id as "runId", r.status, r.started_at as "startedAt"
     from (
       select late.*, row_number() over (partition by tenant_id order by due_at, schedule_id) as place from (
         select x.tenant_id, x.schedule_id, x.local_at, x.due_at, x.state, x.reason, x.run_id from expected_runs x
           join schedules s using (tenant_id, schedule_id)
         where x.tenant_id = any($1) and s.enabled and (x.state = 'waiting'
           or (x.state in ('missed', 'failed_to_start') and x.updated_at > $2) or (x.state = 'started' and x.due_at > $2))
         union all
         select tenant_id, schedule_id, next_local_at, next_due_at, 'unseen', null, null from schedules
         where tenant_id = any($1) and enabled and next_due_at < $3) late
     ) l left join enrichment_runs r on r.tenant_id = l.tenant_id and r.run_id = l.run_id
     where l.place <= $4 order by l.due_at, l.schedule_id`,
    [tenantIds, since, now, MOST_LATE_RUNS],
  );
}

async function readOpenLate(
  transaction: Transaction,
  tenantIds: readonly string[],
): Promise<{ readonly tenantId: string; readonly subject: string }[]> {
  return transaction.query<{ tenantId: string; subject: string }[]>(
    // A rule's alert about itself has one word as its subject; a night's subject has two.
    `select tenant_id as "tenantId", subject from alerts
     where tenant_id = any($1) and rule_id = $2 and state <> 'resolved' and not drill and subject like '% %'`,
    [tenantIds, RULE_TABLE["SR-10"].id],
  );
}

async function readLastRuns(
  transaction: Transaction,
  tenantIds: readonly string[],
): Promise<OfTenant<NonNullable<ScheduleSnapshot["lastRun"]>>[]> {
  return transaction.query<OfTenant<NonNullable<ScheduleSnapshot["lastRun"]>>[]>(
    `select k.tenant_id as "tenantId", r.* from unnest($1::text[]) as k (tenant_id) join lateral (
       select run_id as "runId", status, status_reason as "statusReason", trigger = 'schedule' as scheduled,
         manifest ? 'resumedFrom' as rerun,
         to_char(run_date, 'YYYY-MM-DD') as night, ended_at as "endedAt",
         coalesce((select s.count_success::float8 from run_stage_stats s where s.tenant_id = k.tenant_id
           and s.run_id = enrichment_runs.run_id and s.stage = 'export_odoo'), 0) as exported
       from enrichment_runs where tenant_id = k.tenant_id and agent_id = 'nightly' and status not in ('running', 'cancelled')
       order by started_at desc, run_id desc limit 1) r on true`,
    [tenantIds],
  );
}

/** Companies are read only where no stage has started or ended recently, since there are many. */
async function readRunning(
  transaction: Transaction,
  tenants: readonly ScheduledTenantRules[],
  now: Date,
): Promise<OfTenant<NonNullable<ScheduleSnapshot["running"]>>[]> {
  const { silentMinutes } = RULE_TABLE["SR-12"].thresholds;
  const least = tenants.reduce(
    (minutes, { thresholds }) => Math.min(minutes, thresholds["SR-12.silentMinutes"] ?? minutes),
    silentMinutes.value as number,
  );
  return transaction.query<OfTenant<NonNullable<ScheduleSnapshot["running"]>>[]>(
    `select r.tenant_id as "tenantId", r.run_id as "runId", r.started_at as "startedAt",
       case when s.at > $2 then s.at else greatest(s.at,
         (select max(c.finished_at) from company_enrichment_runs c
          where c.tenant_id = r.tenant_id and c.run_id = r.run_id)) end as "lastActiveAt"
     from enrichment_runs r join lateral (
       select greatest(r.started_at, max(greatest(s.started_at, s.ended_at))) as at from run_stage_stats s
       where s.tenant_id = r.tenant_id and s.run_id = r.run_id) s on true
     where r.tenant_id = any($1) and r.agent_id = 'nightly' and r.status = 'running'`,
    [tenants.map(({ tenantId }) => tenantId), new Date(now.getTime() - least * 60_000)],
  );
}

/** How many leads a usual night brings to Odoo; a tenant whose nights brought none is left out. */
async function readUsualLeads(
  transaction: Transaction,
  tenantIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (tenantIds.length === 0) return new Map();
  const rows = await transaction.query<{ tenantId: string; leads: number }[]>(
    `select k.tenant_id as "tenantId", percentile_disc(0.5) within group (order by n.leads)::float8 as leads
     from unnest($1::text[]) as k (tenant_id) join lateral (
       select s.count_success as leads from enrichment_runs r join run_stage_stats s using (tenant_id, run_id)
       where r.tenant_id = k.tenant_id and r.agent_id = 'nightly' and r.status in ('succeeded', 'degraded') and ${IS_NIGHT}
         and s.stage = 'export_odoo' order by r.started_at desc limit ${USUAL_NIGHTS}) n on true
     group by k.tenant_id having percentile_disc(0.5) within group (order by n.leads) > 0`,
    [tenantIds],
  );
  return new Map(rows.map(({ tenantId, leads }) => [tenantId, leads]));
}
