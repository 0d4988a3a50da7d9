import { setTimeout as sleep } from "node:timers/promises";
import { createNotifiers } from "../alerts/notifiers/create-notifiers.ts";
import { startProbes } from "../alerts/platform/start-probes.ts";
import type { ProofSurface } from "../alerts/proving/proof-surface.ts";
import { readRunbooks } from "../alerts/runbooks/runbook-store.ts";
import { startDeadMan } from "../alerts/watchdog/start-dead-man.ts";
import { startStandIn } from "../alerts/watchdog/start-stand-in.ts";
import type { Clock } from "../clock.ts";
import type { Environment } from "../config/environment.ts";
import type { Connection } from "../database/connect.ts";
import { makeEventPartitions } from "../database/jobs/event-partition-store.ts";
import { startJobRelay } from "../database/jobs/job-relay.ts";
import { listen } from "../database/jobs/listen.ts";
import { openQueue } from "../database/jobs/open-queue.ts";
import type { JobQueue } from "../database/jobs/queue.ts";
import { openRateLeases } from "../database/jobs/rate-lease-store.ts";
import { requireSchemaOfThisVersion } from "../database/schema-version-store.ts";
import { errorFields, type Logger } from "../logger.ts";
import { createRecorder } from "../observability/events/recorder.ts";
import { WORKER_AGENTS } from "../observability/heartbeat/heartbeat-store.ts";
import { startHeartbeat } from "../observability/heartbeat/start-heartbeat.ts";
import { startMeter } from "../observability/metrics/start-meter.ts";
import { createTracing } from "../observability/tracing/create-tracing.ts";
import { PROJECT_FOLDER } from "../project-folder.ts";
import { createVendors } from "../vendors/create-vendors.ts";
import { crawlSettings } from "./crawler/crawl-settings.ts";
import { createCrawler } from "./crawler/crawler.ts";
import { createPostgresDomainLimiter } from "./crawler/create-postgres-domain-limiter.ts";
import { createEngine } from "./engine/engine.ts";
import { createRunContexts } from "./engine/run-contexts.ts";
import { QUEUES } from "./queues.ts";
import { startScheduler } from "./schedule/start-scheduler.ts";
import { startAgentJobs } from "./start-agent-jobs.ts";
import { startAlertJobs } from "./start-alert-jobs.ts";
import { startSpanJobs } from "./start-span-jobs.ts";
import { takeRunJobs } from "./take-run-jobs.ts";

/** A process that works on runs and evaluates them. */
export interface Runner {
  readonly queue: JobQueue;
  /** The name under which it reports heartbeats. */
  readonly workerId: string;
  /** Finishes or hands back what it holds. May be called again. */
  stop(): Promise<void>;
}

const RUNBOOKS = `${PROJECT_FOLDER}/runbooks`;
const wait = (ms: number, signal?: AbortSignal) =>
  sleep(ms, undefined, signal === undefined ? {} : { signal });
const PARTITIONS_AHEAD_DAYS = 14;
/** How long work may take to finish once the process is asked to stop; the process must end within ten seconds. */
const STOP_GRACE_MS = 8_000;

/** Starts a runner. If a part cannot start, the others are stopped again and the error is thrown. */
export async function startRunner(dependencies: {
  readonly connection: Connection;
  readonly environment: Environment;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Loads what runbooks may name; without it the runner does not prove them. */
  readonly loadProofSurface?: () => Promise<ProofSurface>;
}): Promise<Runner> {
  const { logger } = dependencies;
  /** The started parts, in the order in which they are stopped: onlookers, then the work, then what the work needs. */
  const parts: RunnerParts = { onlookers: [], work: [], needs: [] };
  async function shutDown(): Promise<void> {
    const settle = async (stops: readonly (() => unknown)[]) => {
      for (const { status, reason } of (await Promise.allSettled(stops.map(async (stop) => stop()))).filter(
        (result) => result.status === "rejected",
      ))
        logger.warn("part_not_stopped", { status, ...errorFields(reason) });
    };
    // In parallel: an onlooker that waits for the database must not keep the work from being handed back.
    await Promise.all([settle(parts.onlookers), settle(parts.work)]);
    for (const stop of parts.needs.toReversed()) await settle([stop]);
  }
  let stopped: Promise<void> | undefined;
  try {
    const { queue, workerId } = await startParts(dependencies, parts);
    return {
      queue,
      workerId,
      stop() {
        stopped ??= shutDown();
        return stopped;
      },
    };
  } catch (error) {
    await shutDown();
    throw error;
  }
}

interface RunnerParts {
  readonly onlookers: (() => unknown)[];
  readonly work: (() => unknown)[];
  readonly needs: (() => unknown)[];
}

/** Starts all parts and notes how each one is stopped. Jobs are taken last, when nothing else can fail to start. */
async function startParts(
  dependencies: Parameters<typeof startRunner>[0],
  parts: RunnerParts,
): Promise<Pick<Runner, "queue" | "workerId">> {
  const { connection, environment, logger, clock } = dependencies;
  const { database, secrets, serviceUrl } = connection;
  const stopping = new AbortController();
  await requireSchemaOfThisVersion(database);
  const runbooks = await readRunbooks(RUNBOOKS);
  const clients = createVendors(environment);
  for (const { name, withoutKey } of clients.missing) {
    if (name !== "odoo")
      logger.warn("vendor_without_key", { vendor: name, status: "skipped", errorMsg: withoutKey });
  }
  const makePartitions = () =>
    database.withService((transaction) => makeEventPartitions(transaction, PARTITIONS_AHEAD_DAYS));
  await makePartitions();
  const turns = await openRateLeases(serviceUrl);
  parts.needs.push(() => turns.close());
  const crawler = createCrawler({
    settings: crawlSettings(environment),
    limiter: createPostgresDomainLimiter({ turns, wait }),
    clock,
  });
  parts.needs.push(() => crawler.close());
  const tracing = await createTracing({ database, environment, clock, logger });
  parts.needs.push(() => tracing.close());
  const meter = startMeter({ database, logger });
  parts.needs.push(() => meter.stop());
  const recorder = createRecorder({ database, clock, logger, meter });
  parts.needs.push(() => recorder.close());
  const contexts = createRunContexts({
    database,
    clients,
    recorder,
    tracing,
    secrets,
    clock,
    logger,
    signal: stopping.signal,
  });
  parts.needs.push(() => contexts.stop());
  const engine = createEngine({
    database,
    recorder,
    crawler,
    secrets,
    environment,
    clock,
    contexts,
    logger,
  });
  const queue = await openQueue({
    url: serviceUrl,
    definitions: QUEUES,
    logger,
    supervise: true,
    onFailed: (name) => meter.count("nightshift_jobs_failed_total", { queue: name }),
  });
  parts.work.push(async () => {
    const abort = setTimeout(() => stopping.abort(), STOP_GRACE_MS);
    await queue.stop(STOP_GRACE_MS);
    clearTimeout(abort);
  });
  const relay = startJobRelay({ database, queue, definitions: QUEUES, logger });
  parts.needs.push(() => relay.stop());
  const listener = await listen({ url: serviceUrl, wakes: { nightshift_jobs: () => relay.wake() }, logger });

  parts.onlookers.push(() => listener.close());
  const alertJobs = await startAlertJobs({
    queue,
    database,
    environment,
    recorder,
    clients,
    logger,
    clock,
    makePartitions,
    runbooks,
    loadProofSurface: dependencies.loadProofSurface ?? null,
    signal: stopping.signal,
  });
  parts.onlookers.push(() => alertJobs.stop());
  const agentJobs = await startAgentJobs({ queue, database, logger, clock });
  parts.onlookers.push(() => agentJobs.stop());
  const spanJobs = await startSpanJobs({ queue, database, environment, meter, logger, clock });
  parts.onlookers.push(() => spanJobs.stop());
  const heartbeat = await startHeartbeat({ agentId: WORKER_AGENTS.runner, database, clock, logger });
  parts.onlookers.push(() => heartbeat.stop());
  const probes = startProbes({
    database,
    logger,
    clock,
    channel: environment.SLACK_PLATFORM_CHANNEL,
    call: environment.SLACK_PLATFORM_CALL,
    healthUrl: environment.PUBLIC_URL === undefined ? null : new URL("/health", environment.PUBLIC_URL).href,
    databaseFolder: environment.databaseUrls === null ? environment.NIGHTSHIFT_DIR : null,
  });
  parts.onlookers.push(() => probes.stop());
  const standIn = startStandIn({
    database,
    notifiers: createNotifiers(environment),
    publicUrl: environment.PUBLIC_URL ?? null,
    clock,
    logger,
  });
  parts.onlookers.push(() => standIn.stop());
  const scheduler = environment.SCHED_ENABLED
    ? await startScheduler({ database, environment, clock, logger })
    : null;

  parts.onlookers.push(() => scheduler?.stop());
  const deadMan = startDeadMan({
    url: environment.DEADMAN_URL,
    intervalMs: environment.DEADMAN_INTERVAL_S * 1_000,
    alertsCron: environment.ALERTS_CRON,
    database,
    logger,
    clock,
  });

  parts.onlookers.push(() => deadMan?.stop());
  await takeRunJobs(queue, engine, logger);
  return { queue, workerId: heartbeat.workerId };
}
