import { setTimeout as sleep } from "node:timers/promises";
import { Cron } from "croner";
import { checkPartitions } from "../alerts/check-partitions.ts";
import { startDeadMan } from "../alerts/dead-man.ts";
import { DIAGNOSTICS } from "../alerts/diagnostics.ts";
import { mindAlerts } from "../alerts/mind-alerts.ts";
import { postDigests } from "../alerts/post-digests.ts";
import { DIAGNOSE_QUEUE, DIGEST_QUEUE, EVALUATE_QUEUE, MIND_QUEUE, SWEEP_QUEUE } from "../alerts/queues.ts";
import { evaluateRun, sweepAlerts } from "../alerts/raise-alerts.ts";
import { runDiagnostics } from "../alerts/run-diagnostics.ts";
import { finishDueDrills } from "../alerts/run-drill.ts";
import { readRunbooks } from "../alerts/runbook-store.ts";
import { startProbes } from "../alerts/start-probes.ts";
import type { Clock } from "../clock.ts";
import type { Environment } from "../config/environment.ts";
import type { Connection } from "../database/connect.ts";
import { makeEventPartitions } from "../database/event-partition-store.ts";
import { startJobRelay } from "../database/job-relay.ts";
import { listen } from "../database/listen.ts";
import { type JobPayload, type JobQueue, openQueue, type QueueDefinition } from "../database/queue.ts";
import { openRateLeases } from "../database/rate-lease-store.ts";
import { errorFields, type Logger } from "../logger.ts";
import { createRecorder } from "../observability/recorder.ts";
import { createTraceId } from "../trace-context.ts";
import { createVendors } from "../vendors/create-vendors.ts";
import { VERSION } from "../version.ts";
import { STALE_RESERVATION_MS } from "./budgets.ts";
import { createCrawler } from "./crawler/crawl-company.ts";
import { createPostgresDomainLimiter } from "./crawler/postgres-domain-limiter.ts";
import { createTracing } from "./create-tracing.ts";
import { createEngine } from "./engine.ts";
import { markStaleReservations } from "./ledger-store.ts";
import { CHUNK_QUEUE, DEAD_QUEUE, RUN_QUEUE, STAGE_QUEUE } from "./queues.ts";
import { reapRuns } from "./reap-runs.ts";
import { removeExpired } from "./remove-expired.ts";
import { createRunContexts } from "./run-contexts.ts";
import { startHeartbeat } from "./start-heartbeat.ts";
import { startScheduler } from "./start-scheduler.ts";

/** Every queue there is. */
export const QUEUES: readonly QueueDefinition[] = [
  RUN_QUEUE,
  STAGE_QUEUE,
  CHUNK_QUEUE,
  DEAD_QUEUE,
  EVALUATE_QUEUE,
  SWEEP_QUEUE,
  MIND_QUEUE,
  DIAGNOSE_QUEUE,
  DIGEST_QUEUE,
];

/** A process that works on runs, and judges them. */
export interface Runner {
  readonly queue: JobQueue;
  /** Finishes or hands back what it holds. May be called again. */
  stop(): Promise<void>;
}

const wait = (ms: number, signal?: AbortSignal) =>
  sleep(ms, undefined, signal === undefined ? {} : { signal });
/** How soon a silence's end or a step of an escalation is noticed. */
const MIND_CRON = "*/15 * * * * *";
const RUNBOOKS = `${import.meta.dirname}/../../runbooks`;
const PARTITIONS_AHEAD_DAYS = 14;
const STOP_GRACE_MS = 10_000;
const PAGES_A_SITE = 6;
const MAX_PAGE_BYTES = 2_000_000;

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
  const turns = openRateLeases(serviceUrl);
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
    afterRun: EVALUATE_QUEUE,
  });
  const queue = await openQueue({ url: serviceUrl, definitions: QUEUES, logger, supervise: true });
  const relay = startJobRelay({ database, queue, definitions: QUEUES, logger });
  const listener = await listen({ url: serviceUrl, wakes: { nightshift_jobs: () => relay.wake() }, logger });

  const text = (payload: JobPayload, name: string) => String(payload[name] ?? "");
  await queue.work(RUN_QUEUE, (job) => engine.advance(text(job, "tenantId"), text(job, "runId")));
  await queue.work(STAGE_QUEUE, (job) =>
    engine.performStage(text(job, "tenantId"), text(job, "runId"), text(job, "stage")),
  );
  await queue.work(CHUNK_QUEUE, (job, hold) =>
    engine.performChunk(
      { tenantId: text(job, "tenantId"), runId: text(job, "runId"), stage: text(job, "stage") },
      { from: Number(job["from"]), to: Number(job["to"]) },
      hold,
    ),
  );
  await queue.work(DEAD_QUEUE, (job) => engine.abandon(job));
  const runbooks = await readRunbooks(RUNBOOKS);
  const alerts = { database, logger, clock };
  await queue.work(EVALUATE_QUEUE, async (job) => {
    // What the run wrote last is in the database before it is judged.
    await recorder.flush();
    await evaluateRun(alerts, { tenantId: text(job, "tenantId"), runId: text(job, "runId") });
  });
  await queue.work(SWEEP_QUEUE, async () => {
    await makePartitions();
    const cutoff = new Date(clock().getTime() - STALE_RESERVATION_MS);
    await database.withService((transaction) => markStaleReservations(transaction, cutoff));
    await checkPartitions(alerts, environment.SLACK_PLATFORM_CHANNEL);
    await reapRuns({ database, clock, logger, keepCorpora: environment.PERSIST_CRAWL_CORPUS });
    await sweepAlerts(alerts, environment.SCHED_ENABLED ? environment : null);
    await finishDueDrills({ ...alerts, runbooks, platformChannel: environment.SLACK_PLATFORM_CHANNEL });
    // Last, so that what it cannot remove yet holds up no alert.
    await removeExpired({ database, environment, clock });
  });
  await queue.work(MIND_QUEUE, async () => {
    await mindAlerts(alerts, environment.SLACK_PLATFORM_CHANNEL);
  });
  const mind = new Cron(MIND_CRON, { protect: true }, async () => {
    try {
      await queue.send(MIND_QUEUE, {}, { key: "mind" });
    } catch (error) {
      logger.error("mind_not_asked_for", errorFields(error));
    }
  });
  const heartbeat = await startHeartbeat({ database, clock, logger });
  const probes = startProbes({
    ...alerts,
    channel: environment.SLACK_PLATFORM_CHANNEL,
    healthUrl: environment.PUBLIC_URL === undefined ? null : new URL("/health", environment.PUBLIC_URL).href,
  });
  const { zerobounce } = clients;
  const diagnosis = {
    ...alerts,
    runbooks,
    diagnostics: DIAGNOSTICS,
    ...(zerobounce !== null && {
      readZeroBounceCredits: async (signal: AbortSignal) =>
        (await zerobounce.getCredits({ traceId: createTraceId(), signal })).value,
    }),
  };
  await queue.work(DIAGNOSE_QUEUE, async (job) => {
    await runDiagnostics(diagnosis, { tenantId: text(job, "tenantId"), alertId: text(job, "alertId") });
  });
  const sweep = new Cron(environment.ALERTS_CRON, { protect: true }, async () => {
    try {
      await queue.send(SWEEP_QUEUE, {}, { key: "sweep" });
    } catch (error) {
      logger.error("sweep_not_asked_for", errorFields(error));
    }
  });

  const scheduler = environment.SCHED_ENABLED
    ? await startScheduler({ database, environment, clock, logger })
    : null;
  await queue.work(DIGEST_QUEUE, async () => {
    await postDigests(alerts);
  });
  const digest = new Cron(environment.DIGEST_CRON, { protect: true, timezone: "UTC" }, async () => {
    try {
      await queue.send(DIGEST_QUEUE, {}, { key: "digest" });
    } catch (error) {
      logger.error("digest_not_asked_for", errorFields(error));
    }
  });

  const deadMan = startDeadMan({
    url: environment.DEADMAN_URL,
    intervalMs: environment.DEADMAN_INTERVAL_S * 1_000,
    alertsCron: environment.ALERTS_CRON,
    ...alerts,
  });

  async function shutDown(): Promise<void> {
    await deadMan?.stop();
    sweep.stop();
    await probes.stop();
    await heartbeat.stop();
    await scheduler?.stop();
    mind.stop();
    digest.stop();
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
    stop() {
      stopped ??= shutDown();
      return stopped;
    },
  };
}

function crawlSettings(environment: Environment) {
  return {
    userAgent: `nightshift/${VERSION} (+${environment.PUBLIC_URL ?? "https://example.com/nightshift-crawler"})`,
    domainMinIntervalMs: environment.CRAWLER_DOMAIN_MIN_INTERVAL_S * 1_000,
    timeoutMs: environment.CRAWLER_TIMEOUT_S * 1_000,
    maxPages: PAGES_A_SITE,
    maxBytesPerPage: MAX_PAGE_BYTES,
    maxRedirects: 5,
    corpusCharLimit: environment.EXTRACT_CORPUS_CHAR_LIMIT,
    allowPrivate: environment.CRAWLER_ALLOW_PRIVATE,
    ...(environment.CRAWLER_PROXY_URL !== undefined && { proxyUrl: environment.CRAWLER_PROXY_URL }),
  };
}
