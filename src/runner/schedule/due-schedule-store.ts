import type { Transaction } from "../../database/database.ts";
import { SCHEDULE_COLUMNS, SCHEDULE_FROM, type ScheduleRow } from "./schedule-store.ts";
import type { ScheduleTick } from "./schedule-ticks.ts";

/** The current definition of a schedule; `definitionOf` in schedule-plan.ts is the same in code. */
const DEFINITION =
  "case when s.enabled then s.cron || ' ' || coalesce(s.timezone, t.timezone) else 'disabled' end";

/** Those of these tenants that have no schedule. */
export async function listWithoutSchedule(
  transaction: Transaction,
  tenantIds: readonly string[],
): Promise<string[]> {
  const rows = await transaction.query<{ tenantId: string }[]>(
    `select id as "tenantId" from unnest($1::text[]) id
     where not exists (select from schedules s where s.tenant_id = id)`,
    [tenantIds],
  );
  return rows.map(({ tenantId }) => tenantId);
}

/** The schedules of these tenants that follow the settings. */
export async function listFollowingSettings(
  transaction: Transaction,
  tenantIds: readonly string[],
): Promise<ScheduleRow[]> {
  return transaction.query<ScheduleRow[]>(
    `select ${SCHEDULE_COLUMNS} ${SCHEDULE_FROM} where s.follows_settings and s.tenant_id = any ($1)`,
    [tenantIds],
  );
}

/** The schedules of these tenants that are due, or were edited since their next time was computed. */
export async function listDueSchedules(
  transaction: Transaction,
  tenantIds: readonly string[],
  now: Date,
): Promise<{ tenantId: string; scheduleId: string }[]> {
  return transaction.query<{ tenantId: string; scheduleId: string }[]>(
    `select s.tenant_id as "tenantId", s.schedule_id as "scheduleId" ${SCHEDULE_FROM}
     where s.tenant_id = any ($1) and (s.next_due_at <= $2 or s.planned_from is distinct from ${DEFINITION})
     order by s.next_due_at, s.tenant_id, s.schedule_id`,
    [tenantIds, now],
  );
}

/** The next time of any of these tenants' schedules. */
export async function findNextDue(
  transaction: Transaction,
  tenantIds: readonly string[],
  now: Date,
): Promise<Date | null> {
  const [row] = await transaction.query<{ nextDueAt: Date | null }[]>(
    `select min(next_due_at) as "nextDueAt" from schedules where tenant_id = any ($1) and next_due_at > $2`,
    [tenantIds, now],
  );
  return row?.nextDueAt ?? null;
}

/** Saves the next time of a schedule; null if there is none. */
export async function savePlan(
  transaction: Transaction,
  { tenantId, scheduleId }: Pick<ScheduleRow, "tenantId" | "scheduleId">,
  plannedFrom: string,
  next: ScheduleTick | null,
): Promise<void> {
  await transaction.query(
    `update schedules set planned_from = $3, next_due_at = $4, next_local_at = $5
     where tenant_id = $1 and schedule_id = $2`,
    [tenantId, scheduleId, plannedFrom, next?.dueAt ?? null, next?.localAt ?? null],
  );
}
