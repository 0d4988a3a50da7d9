import { setTimeout as sleep } from "node:timers/promises";
import { createNotifiers } from "../alerts/notifiers/create-notifiers.ts";
import { startProbes } from "../alerts/platform/start-probes.ts";
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
import type { Logger } from "../logger.ts";
import { createRecorder } from "../observability/events/recorder.ts";
import { WORKER_AGENTS } from "../observability/heartbeat/heartbeat-store.ts";
import { startHeartbeat } from "../observability/heartbeat/start-heartbeat.ts";
import { createTracing } from "../observability/tracing/create-tracing.ts";
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
import { takeRunJobs } from "./take-run-jobs.ts";

/** A process that works on runs, and judges them. */
export interface Runner {
  readonly queue: JobQueue;
  /** As what it says that it lives. */
  readonly workerId: string;
  /** Finishes or hands back what it holds. May be called again. */
  stop(): Promise<void>;
}

const wait = (ms: number, signal?: AbortSignal) =>
  sleep(ms, undefined, signal === undefined ? {} : { signal });
const PARTITIONS_AHEAD_DAYS = 14;
const STOP_GRACE_MS = 10_000;

export async function startRunner(dependencies: {
  readonly connection: Connection;
  readonly environment: Environment;
  readonly logger: Logger;
  readonly clock: Clock;
}): Promise<Runner> {
  const { connection, environment, logger, clock } = dependencies;
  const { database, secrets, serviceUrl } = connection;
  const stopping = new AbortController();
  const clients = createVendors(environment);
  for (const { name, withoutKey } of clients.missing) {
    if (name !== "odoo")
      logger.warn("vendor_without_key", { vendor: name, status: "skipped", errorMsg: withoutKey });
  }
  const makePartitions = () =>
    database.withService((transaction) => makeEventPartitions(transaction, PARTITIONS_AHEAD_DAYS));
  await makePartitions();
  const recorder = createRecorder({ database, clock, logger });
  const turns = await openRateLeases(serviceUrl);
  const crawler = createCrawler({
    settings: crawlSettings(environment),
    limiter: createPostgresDomainLimiter({ turns, wait }),
    clock,
  });
  const tracing = await createTracing({ database, environment, clock, logger });
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
  const queue = await openQueue({ url: serviceUrl, definitions: QUEUES, logger, supervise: true });
  const relay = startJobRelay({ database, queue, definitions: QUEUES, logger });
  const listener = await listen({ url: serviceUrl, wakes: { nightshift_jobs: () => relay.wake() }, logger });

  await takeRunJobs(queue, engine);
  const alertJobs = await startAlertJobs({
    queue,
    database,
    environment,
    recorder,
    clients,
    logger,
    clock,
    makePartitions,
  });
  const agentJobs = await startAgentJobs({ queue, database, logger, clock });
  const heartbeat = await startHeartbeat({ agentId: WORKER_AGENTS.runner, database, clock, logger });
  const probes = startProbes({
    database,
    logger,
    clock,
    channel: environment.SLACK_PLATFORM_CHANNEL,
    healthUrl: environment.PUBLIC_URL === undefined ? null : new URL("/health", environment.PUBLIC_URL).href,
    databaseFolder: environment.databaseUrls === null ? environment.NIGHTSHIFT_DIR : null,
  });
  const standIn = startStandIn({
    database,
    notifiers: createNotifiers(environment),
    publicUrl: environment.PUBLIC_URL ?? null,
    clock,
    logger,
  });
  const scheduler = environment.SCHED_ENABLED
    ? await startScheduler({ database, environment, clock, logger })
    : null;

  const deadMan = startDeadMan({
    url: environment.DEADMAN_URL,
    intervalMs: environment.DEADMAN_INTERVAL_S * 1_000,
    alertsCron: environment.ALERTS_CRON,
    database,
    logger,
    clock,
  });

  async function shutDown(): Promise<void> {
    await deadMan?.stop();
    alertJobs.stop();
    agentJobs.stop();
    await probes.stop();
    await standIn.stop();
    await heartbeat.stop();
    await scheduler?.stop();
    await listener.close();
    const abort = setTimeout(() => stopping.abort(), STOP_GRACE_MS);
    await queue.stop(STOP_GRACE_MS);
    clearTimeout(abort);
    contexts.stop();
    await relay.stop();
    await recorder.close();
    await tracing.close();
    await crawler.close();
    await turns.close();
  }
  let stopped: Promise<void> | undefined;

  return {
    queue,
    workerId: heartbeat.workerId,
    stop() {
      stopped ??= shutDown();
      return stopped;
    },
  };
}
