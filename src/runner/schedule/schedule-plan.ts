import type { Transaction } from "../../database/database.ts";
import { savePlan } from "./due-schedule-store.ts";
import { giveUpWaiting, isOnRecord } from "./expected-run-store.ts";
import {
  listSchedules,
  lockSchedule,
  type ScheduleDefinition,
  type ScheduleRow,
  saveSchedule,
} from "./schedule-store.ts";
import { nextTick, type ScheduleTick, type Timetable } from "./schedule-ticks.ts";

/** A schedule's cron and the zone it is read in. */
export function timetableOf({ cron, timezone, tenantTimezone }: ScheduleRow): Timetable {
  return { cron, timezone: timezone ?? tenantTimezone };
}

/** What the next time depends on. When this changes, times already past are not caught up. */
export function definitionOf(schedule: ScheduleRow): string {
  const { cron, timezone } = timetableOf(schedule);
  return schedule.enabled ? `${cron} ${timezone}` : "disabled";
}

/** Computes the next time from now on, and gives up runs still waiting from the old schedule. */
export async function planAnew(
  transaction: Transaction,
  schedule: ScheduleRow,
  now: Date,
  reason = "its schedule was changed",
): Promise<void> {
  await giveUpWaiting(transaction, schedule, reason, now);
  const next = schedule.enabled ? await firstNewTick(transaction, schedule, now) : null;
  await savePlan(transaction, schedule, definitionOf(schedule), next);
}

/** After a move to a zone further west, a schedule reaches times again that it has already run at: these are skipped. */
async function firstNewTick(
  transaction: Transaction,
  schedule: ScheduleRow,
  after: Date,
): Promise<ScheduleTick | null> {
  const timetable = timetableOf(schedule);
  let next = nextTick(timetable, after);
  while (next !== null && (await isOnRecord(transaction, { ...schedule, ...next })))
    next = nextTick(timetable, next.dueAt);
  return next;
}

/** The same for every schedule of a tenant. */
export async function planAllAnew(
  transaction: Transaction,
  tenantId: string,
  reason: string,
  now: Date,
): Promise<void> {
  for (const { scheduleId } of await listSchedules(transaction, tenantId)) {
    const schedule = await lockSchedule(transaction, tenantId, scheduleId);
    if (schedule !== null) await planAnew(transaction, schedule, now, reason);
  }
}

/** Writes a schedule and plans it, so that a time already past never starts a run. Returns the stored schedule. */
export async function setSchedule(
  transaction: Transaction,
  key: { readonly tenantId: string; readonly scheduleId: string; readonly name: string },
  definition: ScheduleDefinition & { readonly followsSettings: boolean },
  now: Date,
): Promise<ScheduleRow> {
  await saveSchedule(transaction, key, definition);
  const saved = await lockSchedule(transaction, key.tenantId, key.scheduleId);
  // The zone comes from the tenant's row: without a tenant, no schedule is found.
  if (saved === null) throw new TypeError(`the schedule ${key.scheduleId} is not there after it was written`);
  if (saved.plannedFrom !== definitionOf(saved)) await planAnew(transaction, saved, now);
  const all = await listSchedules(transaction, key.tenantId);
  return all.find(({ scheduleId }) => scheduleId === key.scheduleId) ?? saved;
}
