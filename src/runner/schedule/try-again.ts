import { readTenant } from "../../database/tenants/tenant-store.ts";
import { NightshiftError } from "../../errors.ts";
import { errorFields } from "../../logger.ts";
import { startRunWithin } from "../planning/start-run.ts";
import { findRunningRun, isSecondRunningRun } from "../record/run-store.ts";
import {
  countBusyTenants,
  type IdleFailure,
  lockIdleFailure,
  noteTriedAgain,
  takeStartLock,
} from "./expected-run-store.ts";
import { lockSchedule } from "./schedule-store.ts";
import type { SchedulerDependencies } from "./settle-waiting-run.ts";
import { decideStart } from "./start-decision.ts";

/**
 * Starts a second run in place of a scheduled one that failed before it did anything, as after an outage: once, and within
 * the schedule's window. The second run and the note about it are one transaction.
 */
export async function tryAgain(dependencies: SchedulerDependencies, row: IdleFailure): Promise<void> {
  const { database, clock, logger } = dependencies;
  const { tenantId, runId } = row;
  try {
    await tryOnce(dependencies, row);
  } catch (error) {
    // Somebody started a run at the same moment, which is then the later run of this night.
    if (isSecondRunningRun(error)) return;
    if (!(error instanceof NightshiftError) || error.code === "database_unavailable") throw error;
    const reason = `${failureOf(row)}; it could not be tried again: ${error.message}`;
    await database.withTenant(tenantId, (transaction) =>
      noteTriedAgain(transaction, row, { runId, reason, at: clock() }),
    );
    logger.error("scheduled_run_not_tried_again", { tenantId, runId, ...errorFields(error) });
  }
}

async function tryOnce(
  { database, environment, clock, logger }: SchedulerDependencies,
  row: IdleFailure,
): Promise<void> {
  const { tenantId } = row;
  const tenant = await readTenant(database, tenantId);
  await database.withTenant(tenantId, async (transaction) => {
    await takeStartLock(transaction);
    const schedule = await lockSchedule(transaction, tenantId, row.scheduleId);
    // Another machine was faster.
    if (schedule === null || !(await lockIdleFailure(transaction, row))) return;
    const now = clock();
    const decision = decideStart(
      {
        dueAt: row.dueAt,
        caughtUp: row.caughtUp,
        catchUp: schedule.catchUp,
        windowMinutes: schedule.catchUpWindowMinutes,
        enabled: schedule.enabled,
        running: await findRunningRun(transaction),
        // The previous holder of the start lock has committed, so its run is counted.
        busyTenants: await database.withService((service) => countBusyTenants(service, tenantId)),
        tenantConcurrency: environment.SCHED_TENANT_CONCURRENCY,
      },
      now,
    );
    if (decision.do !== "start") return;
    const run = await startRunWithin(transaction, { environment, clock }, tenant, {
      trigger: "schedule",
      skip: schedule.skipStages,
      ...(schedule.cap !== null && { cap: schedule.cap }),
      secondTryOf: row.runId,
    });
    const reason = `${failureOf(row)}; tried again as run ${run.runId}`;
    await noteTriedAgain(transaction, row, { runId: run.runId, reason, at: now });
    logger.warn("scheduled_run_tried_again", { tenantId, runId: run.runId, errorMsg: reason });
  });
}

function failureOf({ runId, statusReason }: IdleFailure): string {
  return `run ${runId} failed before it did anything (${statusReason})`;
}
