import { closeSilentRuns } from "../agents/agent-run-store.ts";
import {
  DIAGNOSE_QUEUE,
  EVALUATE_QUEUE,
  FOLLOW_UP_QUEUE,
  PROVE_QUEUE,
  RECONCILE_QUEUE,
  SWEEP_QUEUE,
  WEEKLY_DIGEST_QUEUE,
} from "../alerts/alert-queues.ts";
import { DIAGNOSTICS } from "../alerts/diagnostics/diagnostics.ts";
import { runDiagnostics } from "../alerts/diagnostics/run-diagnostics.ts";
import { finishDueDrills } from "../alerts/drills/run-drill.ts";
import { followUpAlerts } from "../alerts/escalation/follow-up-alerts.ts";
import { evaluateRun, sweepAlerts } from "../alerts/evaluation/evaluate-alerts.ts";
import { reconcileDay } from "../alerts/evaluation/reconcile-day.ts";
import { isProofDue } from "../alerts/proving/is-proof-due.ts";
import type { ProofSurface } from "../alerts/proving/proof-surface.ts";
import { proveRunbooks } from "../alerts/proving/prove-runbooks.ts";
import { listProofs } from "../alerts/proving/runbook-proof-store.ts";
import { postWeeklyDigests } from "../alerts/reports/post-weekly-digests.ts";
import type { readRunbooks } from "../alerts/runbooks/runbook-store.ts";
import type { Clock } from "../clock.ts";
import type { Environment } from "../config/environment.ts";
import type { Database } from "../database/database.ts";
import type { JobQueue } from "../database/jobs/queue.ts";
import { isUuid } from "../entities/is-uuid.ts";
import { NotFoundError } from "../errors.ts";
import { errorFields, type Logger } from "../logger.ts";
import type { Recorder } from "../observability/events/recorder.ts";
import type { Meter } from "../observability/metrics/meter.ts";
import { findRunRow, NIGHTLY } from "../observability/reads/run-read-store.ts";
import { createTraceId } from "../trace-context.ts";
import type { VendorClients } from "../vendors/create-vendors.ts";
import { askOnCron } from "./ask-on-cron.ts";
import { noteVendorUsage } from "./budget/unknown-calls/compare-usage.ts";
import { giveUpStaleReservations } from "./budget/unknown-calls/lost-calls.ts";
import { settleToldCalls } from "./budget/unknown-calls/settle-told-calls.ts";
import { reapRuns } from "./ending/reap-runs.ts";
import { followGates } from "./follow-gates.ts";
import { GATE_QUEUE } from "./record/run-queues.ts";
import { removeExpired } from "./upkeep/remove-expired.ts";

/** How soon a silence's end, a step of an escalation or a decision about held leads is noticed. */
const FOLLOW_UP_CRON = "*/15 * * * * *";
/** When a runner looks whether the runbooks are due to be proved. */
const PROVE_CRON = "17 * * * *";

/** When last night's runs have ended and have been counted anew, before people come to work. */
const DAILY = "30 5 * * *";

/** Takes the jobs that evaluate runs, follow up alerts and clean up, and requests the ones that run on a schedule. */
export async function startAlertJobs(dependencies: {
  readonly queue: JobQueue;
  readonly database: Database;
  readonly environment: Environment;
  readonly recorder: Recorder;
  readonly clients: VendorClients;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly makePartitions: () => Promise<unknown>;
  readonly runbooks: Awaited<ReturnType<typeof readRunbooks>>;
  /** What runbooks may name; null: this process does not prove them. */
  readonly loadProofSurface: (() => Promise<ProofSurface>) | null;
  /** Ends a proof that takes longer than the process has left. */
  readonly signal: AbortSignal;
}): Promise<{ stop(): void }> {
  const { queue, database, environment, recorder, logger, clock, makePartitions, runbooks } = dependencies;
  const { loadProofSurface, signal } = dependencies;
  const { zerobounce } = dependencies.clients;
  const alerts = { database, logger, clock };
  await queue.work(EVALUATE_QUEUE, async (job) => {
    const [tenantId, runId] = [String(job["tenantId"]), String(job["runId"])];
    // The run's last events must be in the database before it is evaluated.
    await recorder.flush();
    try {
      if (!isUuid(runId)) throw new NotFoundError("run", runId);
      await evaluateRun(alerts, { tenantId, runId });
      await countRun(recorder.meter, database, { tenantId, runId });
    } catch (error) {
      // The run or its tenant was removed: no retry brings it back.
      if (!(error instanceof NotFoundError)) throw error;
      logger.error("job_dropped", { status: EVALUATE_QUEUE.name, ...errorFields(error) });
    }
  });
  await queue.work(SWEEP_QUEUE, async () => {
    // A step that fails, say for a tenant whose zone or policy is broken, must not hold up the others.
    const failures: unknown[] = [];
    const step = async (name: string, act: () => Promise<unknown>) => {
      try {
        await act();
      } catch (error) {
        failures.push(error);
        logger.error("sweep_step_failed", { status: name, ...errorFields(error) });
      }
    };
    await step("partitions", makePartitions);
    await step("reaper", () =>
      reapRuns({ database, clock, logger, keepCorpora: environment.PERSIST_CRAWL_CORPUS }),
    );
    await step("silent runs", () =>
      database.withService((transaction) => closeSilentRuns(transaction, clock())),
    );
    await step("alerts", () => sweepAlerts(alerts, environment.SCHED_ENABLED ? environment : null));
    // Last, so that slow steps do not hold up alerts.
    await step("settlement", () => settleToldCalls({ database, clock }));
    await step("stale calls", () => giveUpStaleReservations({ database, clock }));
    await step("vendor usage", () => noteVendorUsage({ database, environment, clock, logger }));
    await step("retention", async () => {
      const { unreadable, partitionsInUse } = await removeExpired({ database, environment, clock });
      if (partitionsInUse > 0) {
        const errorMsg = `${partitionsInUse} nights of events are past their window and in use by a reader; the next sweep tries again`;
        logger.warn("retention_waits", { errorCode: "partition_in_use", errorMsg });
      }
      for (const tenantId of unreadable) {
        const errorMsg =
          "nothing is removed while the tenant's policy cannot be read; `node_modules/.bin/nightshift doctor` says why";
        logger.error("retention_skipped", {
          ...{ tenantId, status: "error", errorCode: "configuration" },
          errorMsg,
        });
      }
    });
    if (failures.length > 0) throw failures[0];
  });
  await queue.work(FOLLOW_UP_QUEUE, async () => {
    await followUpAlerts(alerts, {
      channel: environment.SLACK_PLATFORM_CHANNEL,
      call: environment.SLACK_PLATFORM_CALL,
    });
    // Here rather than in the sweep: the person who resolves a drill waits for its score.
    await finishDueDrills({ ...alerts, runbooks, platformChannel: environment.SLACK_PLATFORM_CHANNEL });
  });
  await queue.work(DIAGNOSE_QUEUE, async (job) => {
    const diagnosis = {
      ...alerts,
      runbooks,
      diagnostics: DIAGNOSTICS,
      ...(zerobounce !== null && {
        readZeroBounceCredits: async (signal: AbortSignal) =>
          (await zerobounce.getCredits({ traceId: createTraceId(), signal })).value,
      }),
    };
    await runDiagnostics(diagnosis, { tenantId: String(job["tenantId"]), alertId: String(job["alertId"]) });
  });
  await queue.work(WEEKLY_DIGEST_QUEUE, async () => {
    await postWeeklyDigests(alerts);
  });
  if (loadProofSurface !== null) {
    await queue.work(PROVE_QUEUE, async () => {
      if (!isProofDue(await database.withService(listProofs), runbooks, clock())) return;
      const surface = await loadProofSurface();
      const proved = await proveRunbooks(
        { database, clock, runbooks, surface },
        { executes: false, only: null, signal },
      );
      for (const { proof } of proved) {
        for (const { where, problem } of proof.broken)
          logger.warn("runbook_broken", { status: proof.runbookId, errorMsg: `${where}: ${problem}` });
      }
    });
  }
  await queue.work(RECONCILE_QUEUE, async () => {
    await reconcileDay(alerts);
  });
  await queue.work(GATE_QUEUE, () => followGates({ database, environment, clock, logger }));
  const asking = [
    askOnCron(queue, GATE_QUEUE, FOLLOW_UP_CRON, { clock, logger }),
    ...(loadProofSurface === null ? [] : [askOnCron(queue, PROVE_QUEUE, PROVE_CRON, { clock, logger })]),
    askOnCron(queue, FOLLOW_UP_QUEUE, FOLLOW_UP_CRON, { clock, logger }),
    askOnCron(queue, SWEEP_QUEUE, environment.ALERTS_CRON, { clock, logger }),
    askOnCron(queue, RECONCILE_QUEUE, DAILY, { clock, logger }),
    askOnCron(queue, WEEKLY_DIGEST_QUEUE, environment.DIGEST_CRON, { clock, logger }),
  ];
  return {
    stop() {
      for (const cron of asking) cron.stop();
    },
  };
}

/** Here, since every run that ended is evaluated once, however it ended. */
async function countRun(
  meter: Meter,
  database: Database,
  { tenantId, runId }: { readonly tenantId: string; readonly runId: string },
): Promise<void> {
  const run = await database.withTenant(tenantId, (transaction) => findRunRow(transaction, tenantId, runId));
  if (run === null || run.agentId !== NIGHTLY || run.endedAt === null) return;
  meter.count("nightshift_runs_total", { status: run.status });
  const seconds = (run.endedAt.getTime() - run.startedAt.getTime()) / 1_000;
  meter.observe("nightshift_run_duration_seconds", {}, seconds);
}
