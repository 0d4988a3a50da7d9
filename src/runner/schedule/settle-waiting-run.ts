import type { Clock } from "../../clock.ts";
import type { Environment } from "../../config/environment.ts";
import type { Database } from "../../database/database.ts";
import { readTenant } from "../../database/tenants/tenant-store.ts";
import { NightshiftError } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { startRunWithin } from "../planning/start-run.ts";
import { findRunningRun, isSecondRunningRun } from "../record/run-store.ts";
import {
  countBusyTenants,
  lockWaiting,
  settleWaiting,
  takeStartLock,
  type WaitingRow,
} from "./expected-run-store.ts";
import { lockSchedule } from "./schedule-store.ts";
import { decideStart } from "./start-decision.ts";

export interface SchedulerDependencies {
  readonly database: Database;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Starts a waiting run, gives it up, or lets it wait. The run and the note that it was started are one transaction. */
export async function settleWaitingRun(dependencies: SchedulerDependencies, row: WaitingRow): Promise<void> {
  const { database, clock, logger } = dependencies;
  const { tenantId } = row;
  try {
    await settleOnce(dependencies, row);
  } catch (error) {
    // Somebody started a run of the tenant by hand at the same moment; a second look sees it.
    if (isSecondRunningRun(error)) return settleOnce(dependencies, row);
    // Our own errors mean that something is wrong with the tenant, which waiting does not fix. Anything else may be temporary.
    if (!(error instanceof NightshiftError) || error.code === "database_unavailable") throw error;
    const to = { state: "failed_to_start", reason: error.message } as const;
    await database.withTenant(tenantId, (transaction) => settleWaiting(transaction, row, to, clock()));
    logger.error("scheduled_run_failed_to_start", { tenantId, ...errorFields(error) });
  }
}

async function settleOnce(
  { database, environment, clock, logger }: SchedulerDependencies,
  row: WaitingRow,
): Promise<void> {
  const { tenantId } = row;
  const tenant = await readTenant(database, tenantId);
  await database.withTenant(tenantId, async (transaction) => {
    await takeStartLock(transaction);
    const schedule = await lockSchedule(transaction, tenantId, row.scheduleId);
    // Another machine was faster.
    if (schedule === null || !(await lockWaiting(transaction, row))) return;
    const now = clock();
    const decision = decideStart(
      {
        dueAt: row.dueAt,
        caughtUp: row.caughtUp,
        catchUp: schedule.catchUp,
        windowMinutes: schedule.catchUpWindowMinutes,
        enabled: schedule.enabled,
        running: await findRunningRun(transaction),
        // The previous holder of the lock has committed, so its run is counted.
        busyTenants: await database.withService((service) => countBusyTenants(service, tenantId)),
        tenantConcurrency: environment.SCHED_TENANT_CONCURRENCY,
      },
      now,
    );
    if (decision.do === "wait") return;
    if (decision.do === "give_up") {
      await settleWaiting(transaction, row, decision, now);
      logger.warn("scheduled_run_not_started", {
        tenantId,
        status: decision.state,
        errorMsg: decision.reason,
      });
      return;
    }
    const run = await startRunWithin(transaction, { environment, clock }, tenant, {
      trigger: "schedule",
      skip: schedule.skipStages,
      ...(schedule.cap !== null && { cap: schedule.cap }),
    });
    await settleWaiting(transaction, row, { state: "started", runId: run.runId }, now);
    logger.info("scheduled_run_started", { tenantId, runId: run.runId });
  });
}
