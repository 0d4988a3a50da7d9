import { readDiagnoses } from "../alerts/diagnostics/read-diagnoses.ts";
import { createNotifiers } from "../alerts/notifiers/create-notifiers.ts";
import { fetchStatus, startProbes } from "../alerts/platform/start-probes.ts";
import { PLATFORM_TENANT } from "../alerts/rulebook/platform-rule-table.ts";
import type { Runbook } from "../alerts/runbooks/runbook.ts";
import { readRunbooks } from "../alerts/runbooks/runbook-store.ts";
import { startDeadMan } from "../alerts/watchdog/start-dead-man.ts";
import type { Clock } from "../clock.ts";
import type { Environment } from "../config/environment.ts";
import type { Connection } from "../database/connect.ts";
import { listen } from "../database/jobs/listen.ts";
import { requireSchemaOfThisVersion } from "../database/schema-version-store.ts";
import type { DatabaseTime } from "../database/time/database-time.ts";
import { createHttpPorts } from "../http/adapters/create-http-ports.ts";
import { createHealthChecks } from "../http/checks/create-health-checks.ts";
import { createHttpServer, type HttpServer } from "../http/create-http-server.ts";
import { reportHealth } from "../http/routes/health/health-report.ts";
import { createPlainLogger, type Logger } from "../logger.ts";
import { reviveMessages } from "../messages/revive-store.ts";
import { WORKER_AGENTS } from "../observability/heartbeat/heartbeat-store.ts";
import { startHeartbeat } from "../observability/heartbeat/start-heartbeat.ts";
import { type RunningMeter, startMeter } from "../observability/metrics/start-meter.ts";
import { createRefusalLog, type RefusalLog } from "../observability/refusals/create-refusal-log.ts";
import { createPages } from "../pages/create-pages.ts";
import { PROJECT_FOLDER } from "../project-folder.ts";
import { createRunControl } from "../runner/create-run-control.ts";
import { createScheduleControl } from "../runner/create-schedule-control.ts";
import { startExport } from "../runner/planning/start-export.ts";
import { createRoles } from "./adapters/create-roles.ts";
import { createSlackSide, type SlackSide } from "./create-slack-side.ts";
import { startOutageWatch } from "./outage/start-outage-watch.ts";
import { createChannelNames } from "./posting/create-channel-names.ts";
import { createSlackNotifier } from "./posting/slack-notifier.ts";
import { startDelivery } from "./posting/start-delivery.ts";
import { startLinkWatch } from "./socket/start-link-watch.ts";

/** The process that people and programs talk to. */
export interface Bot {
  /** Where it listens. */
  readonly url: string;
  /** Answers requests in progress, then stops. */
  stop(): Promise<void>;
}

const RUNBOOKS = `${PROJECT_FOLDER}/runbooks`;

/** What the bot is made from. */
interface Parts {
  readonly connection: Connection;
  readonly environment: Environment;
  readonly logger: Logger;
  readonly clock: Clock;
}

interface BotOptions extends Parts {
  /** Whose difference from the machine's clock `/health` shows. */
  readonly databaseTime?: DatabaseTime;
}

/** Starts the HTTP server, its Slack side when a bot token is set, the delivery of messages, and the watch over the database. */
export async function startBot(options: BotOptions): Promise<Bot> {
  const { connection, environment, logger, clock } = options;
  const { database, serviceUrl } = connection;
  const plainLogger = createPlainLogger(logger);
  await requireSchemaOfThisVersion(database);
  const runbooks = await readRunbooks(RUNBOOKS);
  let url = "";
  const publicUrl = () => (environment.PUBLIC_URL ?? url).replace(/\/$/, "");

  const hash = (value: string) => connection.secrets.hash(value);
  const meter = startMeter({ database, logger });
  const refusals = createRefusalLog({ database, clock, logger, hash });
  const side = createSlackSide({
    database,
    environment,
    logger,
    meter,
    clock,
    runbooks,
    publicUrl,
    refusals,
  });
  const slack = side?.app ?? null;
  const server = await startServer({ ...options, runbooks, side, refusals, meter, publicUrl });
  url = server.url;
  const notifiers = createNotifiers(environment);
  // The bot runs the probes too: with no runner left, nobody else would notice.
  const probes = startProbes({
    database,
    clock,
    logger,
    channel: environment.SLACK_PLATFORM_CHANNEL,
    call: environment.SLACK_PLATFORM_CALL,
    healthUrl: new URL("/health", publicUrl()).href,
    databaseFolder: environment.databaseUrls === null ? environment.NIGHTSHIFT_DIR : null,
  });
  const deadMan = startDeadMan({
    url: environment.DEADMAN_URL,
    intervalMs: environment.DEADMAN_INTERVAL_S * 1_000,
    alertsCron: environment.ALERTS_CRON,
    database,
    clock,
    logger,
  });
  if (side === null) {
    logger.warn("slack_not_configured", {
      errorMsg: "SLACK_BOT_TOKEN is not set: alerts for Slack wait in the outbox",
    });
  } else await side.start();
  const channel =
    slack === null
      ? null
      : createSlackNotifier(
          slack.client,
          createChannelNames({ client: slack.client, database, clock, logger: plainLogger }),
        );
  // What an earlier process gave up may be possible by now: a new token, a channel that exists.
  const revived = await database.withService((transaction) =>
    reviveMessages(transaction, { tenantId: null, everything: false }, clock()),
  );
  if (revived > 0) logger.info("messages_revived", { status: String(revived) });
  const delivery = startDelivery({
    database,
    slack: channel,
    notifiers,
    runbooks,
    readDiagnoses,
    fallbackChannel: environment.SLACK_PLATFORM_CHANNEL,
    publicUrl,
    clock,
    logger,
  });
  // Without a bot, runners alert people by other channels: the heartbeat says that there is one.
  const heartbeat =
    slack === null ? null : await startHeartbeat({ agentId: WORKER_AGENTS.bot, database, clock, logger });
  const watch = startOutageWatch({
    database,
    environment,
    role: "bot",
    workerId: heartbeat?.workerId ?? null,
    slack: channel,
    notifiers,
    clock,
    logger,
  });
  const linkWatch = startLinkWatch({
    linkState: () => slack?.linkState() ?? null,
    channel: environment.SLACK_PLATFORM_CHANNEL,
    database,
    clock,
    logger,
  });
  const listener = await listen({
    url: serviceUrl,
    wakes: {
      nightshift_messages: () => {
        delivery.wake();
        slack?.refreshHomes();
      },
    },
    logger,
  });
  return {
    url,
    async stop() {
      await deadMan?.stop();
      await probes.stop();
      await watch.stop();
      await linkWatch.stop();
      await heartbeat?.stop();
      await listener.close();
      await delivery.stop();
      await server.close();
      await side?.stop();
      await refusals.close();
      await meter.stop();
    },
  };
}

/** The HTTP server, with Slack's requests among its routes, and the pages. */
async function startServer({
  connection: { database },
  environment,
  logger,
  clock,
  databaseTime,
  runbooks,
  side,
  refusals,
  meter,
  publicUrl,
}: BotOptions & {
  readonly runbooks: readonly Runbook[];
  readonly side: SlackSide | null;
  readonly refusals: RefusalLog;
  readonly meter: RunningMeter;
  readonly publicUrl: () => string;
}): Promise<HttpServer> {
  const slack = side?.app ?? null;
  const runControl = createRunControl({ database, environment, clock });
  const healthChecks = createHealthChecks({
    database,
    clock,
    fetchStatus,
    ...(databaseTime !== undefined && { readMachineAheadMs: () => databaseTime.machineAheadMs() }),
    ...(slack !== null && { readSlackLink: () => slack.linkState() }),
  });
  const roles = createRoles(
    database,
    environment.SLACK_FIRST_ADMIN,
    side?.otherIdOf ?? (() => Promise.resolve(null)),
  );
  const pages = createPages({
    database,
    clock,
    logger: createPlainLogger(logger),
    runbooks,
    refusals,
    publicUrl,
    listRoles: async (userId) => {
      const [own, role] = await Promise.all([roles.listFor(userId), roles.roleOf(userId, PLATFORM_TENANT)]);
      return role === null ? own : [...own, { tenantId: PLATFORM_TENANT, role }];
    },
    control: {
      ...createScheduleControl({ database, environment, clock }),
      startRun: (wish) => runControl.start(wish),
      cancelRun: (run) => runControl.cancel(run),
      readHealth: async () => {
        const { status, checks } = await reportHealth(healthChecks);
        return {
          status,
          checks: Object.entries(checks).map(([name, { detail = {}, status: found, latencyMs }]) => ({
            name,
            detail,
            status: found,
            latencyMs,
          })),
        };
      },
    },
  });
  const server = await createHttpServer({
    ports: createHttpPorts({
      database,
      clock,
      logger: createPlainLogger(logger),
      runbooks,
      refusals,
      meter,
      metricsToken: environment.METRICS_TOKEN ?? null,
      ingestPerMinute: environment.INGEST_REQUESTS_PER_MINUTE,
      otlpMostMb: environment.OTLP_MOST_MB,
      control: {
        ...runControl,
        startExport: (tenantId, force) => startExport({ database, environment, clock }, { tenantId, force }),
      },
      healthChecks,
    }),
    pages: pages.handler,
    ...(slack?.handler && { slack: slack.handler }),
    host: environment.HOST,
    trustProxy: environment.TRUST_PROXY,
    port: environment.PORT,
  });
  return {
    ...server,
    async close() {
      pages.close();
      await server.close();
    },
  };
}
