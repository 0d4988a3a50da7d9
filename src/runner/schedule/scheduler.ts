import type { Environment } from "../../config/environment.ts";
import { listScheduledTenants, type ScheduledTenant } from "../../database/tenants/scheduled-tenant-store.ts";
import { listTenantRows } from "../../database/tenants/tenant-store.ts";
import { errorFields } from "../../logger.ts";
import { dueRuns } from "./due-runs.ts";
import {
  findNextDue,
  listDueSchedules,
  listFollowingSettings,
  listWithoutSchedule,
  savePlan,
} from "./due-schedule-store.ts";
import { insertExpectedRuns, listIdleFailures, listWaiting } from "./expected-run-store.ts";
import { listTicks } from "./list-ticks.ts";
import { definitionOf, planAnew, setSchedule, timetableOf } from "./schedule-plan.ts";
import {
  DEFAULT_SCHEDULE_ID,
  findSchedule,
  lockSchedule,
  type ScheduleDefinition,
  type ScheduleKey,
  type ScheduleRow,
} from "./schedule-store.ts";
import { nextTick, type ScheduleTick } from "./schedule-ticks.ts";
import { type SchedulerDependencies, settleWaitingRun } from "./settle-waiting-run.ts";
import { LEAST_WINDOW_MINUTES } from "./start-decision.ts";
import { tryAgain } from "./try-again.ts";

/** Starts scheduled runs. Any number of machines may run one. */
export interface Scheduler {
  /** Updates the schedules that follow the settings to the current settings; called once, when a process starts. */
  adoptSettings(): Promise<void>;
  /** Records what is due, starts what may start, and tries again what failed before it did anything. Returns the next time; null if there is none. */
  tick(): Promise<Date | null>;
}

/** How far back a time that no runner saw is still recorded. */
const LEDGER_DAYS = 7;

export function createScheduler(dependencies: SchedulerDependencies): Scheduler {
  const { database, environment, clock, logger } = dependencies;

  async function tick(): Promise<Date | null> {
    const tenants = await database.withService((transaction) =>
      listScheduledTenants(transaction, environment),
    );
    const ids = tenants.map(({ tenantId }) => tenantId);
    await addDefaults(tenants);
    const due = await database.withService((transaction) => listDueSchedules(transaction, ids, clock()));
    for (const key of due) await apart(key, () => recordDue(key));
    const waiting = await database.withService((transaction) => listWaiting(transaction, ids));
    for (const row of waiting) await apart(row, () => settleWaitingRun(dependencies, row));
    const failures = await database.withService((transaction) =>
      listIdleFailures(transaction, ids, { now: clock(), leastMinutes: LEAST_WINDOW_MINUTES }),
    );
    for (const row of failures) await apart(row, () => tryAgain(dependencies, row));
    return database.withService((transaction) => findNextDue(transaction, ids, clock()));
  }

  /** Logs a tenant's failure, which is retried at the next tick, so that the other tenants go on. */
  async function apart(key: { readonly tenantId: string }, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      logger.error("schedule_not_kept", { tenantId: key.tenantId, ...errorFields(error) });
    }
  }

  async function addDefaults(tenants: readonly ScheduledTenant[]): Promise<void> {
    const without = await database.withService((transaction) =>
      listWithoutSchedule(
        transaction,
        tenants.map(({ tenantId }) => tenantId),
      ),
    );
    for (const tenantId of without) {
      await apart({ tenantId }, async () => {
        const { nextDueAt } = await writeDefault(tenantId);
        logger.info("schedule_added", { tenantId, status: nextDueAt?.toISOString() ?? "never" });
      });
    }
  }

  async function adoptSettings(): Promise<void> {
    await warnOfUnknown();
    const following = await database.withService(async (transaction) => {
      const tenants = await listScheduledTenants(transaction, environment);
      return listFollowingSettings(
        transaction,
        tenants.map(({ tenantId }) => tenantId),
      );
    });
    for (const { tenantId } of following) {
      await apart({ tenantId }, async () => {
        await writeDefault(tenantId);
      });
    }
  }

  /** A misspelled name would otherwise go unnoticed, since nobody misses nights that were never scheduled. */
  async function warnOfUnknown(): Promise<void> {
    const named = [...environment.SCHED_TENANT_INCLUDE, ...environment.SCHED_TENANT_EXCLUDE];
    const known = await database.withService((transaction) => listTenantRows(transaction, named));
    for (const name of named) {
      if (known.some(({ tenantId }) => tenantId === name)) continue;
      const errorMsg = `there is no tenant "${name}", which SCHED_TENANT_INCLUDE or SCHED_TENANT_EXCLUDE names`;
      logger.warn("scheduled_tenant_unknown", { errorMsg });
    }
  }

  function writeDefault(tenantId: string) {
    return database.withTenant(tenantId, async (transaction) => {
      // Locked: somebody may have disabled it since it was listed.
      const current = await lockSchedule(transaction, tenantId, DEFAULT_SCHEDULE_ID);
      return setSchedule(
        transaction,
        { tenantId, scheduleId: DEFAULT_SCHEDULE_ID, name: "Nightly run" },
        { ...defaultSchedule(environment), enabled: current?.enabled ?? true, followsSettings: true },
        clock(),
      );
    });
  }

  /** Records the times that have come, each once, and saves the next one. */
  async function recordDue({ tenantId, scheduleId }: ScheduleKey): Promise<void> {
    const seen = await database.withTenant(tenantId, (transaction) =>
      findSchedule(transaction, tenantId, scheduleId),
    );
    if (seen === null) return;
    const now = clock();
    const isCurrent = seen.plannedFrom === definitionOf(seen);
    // Worked out before anything is locked: after a long pause it takes a while.
    const plan = isCurrent && seen.nextDueAt !== null ? await workOut(seen, seen.nextDueAt, now) : null;
    await database.withTenant(tenantId, async (transaction) => {
      const schedule = await lockSchedule(transaction, tenantId, scheduleId);
      if (schedule === null) return;
      if (schedule.plannedFrom !== definitionOf(schedule)) return planAnew(transaction, schedule, now);
      // Another machine was faster, or a person changed it meanwhile: the next tick looks again.
      const isAsSeen =
        definitionOf(schedule) === definitionOf(seen) &&
        schedule.nextDueAt?.getTime() === seen.nextDueAt?.getTime();
      if (plan === null || !isAsSeen) return;
      const policy = { catchUp: schedule.catchUp, windowMinutes: schedule.catchUpWindowMinutes };
      const runs = dueRuns(plan.ticks, policy, now);
      await insertExpectedRuns(transaction, schedule, runs, now);
      await savePlan(transaction, schedule, definitionOf(schedule), plan.next);
      const missed = runs.filter(({ state }) => state === "missed").length;
      if (missed > 0) logger.warn("runs_missed", { tenantId, errorMsg: `${missed} missed` });
    });
  }

  /** The times from the next one on record until now, and the one after; null if none has come yet. */
  async function workOut(
    schedule: ScheduleRow,
    nextDueAt: Date,
    now: Date,
  ): Promise<{ readonly ticks: ScheduleTick[]; readonly next: ScheduleTick | null } | null> {
    if (nextDueAt > now) return null;
    const timetable = timetableOf(schedule);
    const horizon = new Date(now.getTime() - LEDGER_DAYS * 86_400_000);
    const from = nextDueAt > horizon ? nextDueAt : horizon;
    return { ticks: await listTicks(timetable, { from, to: now }), next: nextTick(timetable, now) };
  }

  return { adoptSettings, tick };
}

/** The schedule that the SCHED_* settings give a tenant without one of its own. */
export function defaultSchedule(environment: Environment): Omit<ScheduleDefinition, "enabled"> {
  return {
    cron: environment.SCHED_CRON,
    timezone: environment.SCHED_TIMEZONE ?? null,
    catchUp: environment.SCHED_CATCH_UP,
    catchUpWindowMinutes: environment.SCHED_CATCH_UP_WINDOW_MINUTES,
    cap: null,
    skipStages: [],
  };
}
