import { setTimeout as sleep } from "node:timers/promises";
import { createSender } from "../alerts/create-sender.ts";
import { startDeadMan } from "../alerts/dead-man.ts";
import { deliverDue } from "../alerts/deliver-notifications.ts";
import { readDeliveryHealth } from "../alerts/outbox-store.ts";
import { readRunbooks } from "../alerts/runbook-store.ts";
import type { Clock } from "../clock.ts";
import type { Environment } from "../config/environment.ts";
import type { Connection } from "../database/connect.ts";
import { listen } from "../database/listen.ts";
import type { JobQueue, QueueDefinition } from "../database/queue.ts";
import { createHttpServer } from "../http/create-server.ts";
import { createHealthChecks } from "../http/health-checks.ts";
import { createHttpDependencies } from "../http/http-dependencies.ts";
import { createPlainLogger, errorFields, type Logger } from "../logger.ts";
import { createBotDependencies } from "./bot-dependencies.ts";
import { checkSlack } from "./check-slack.ts";
import { createSlackApp } from "./create-slack-app.ts";
import { readContent } from "./read-content.ts";
import { createSlackNotifier, type SlackContent } from "./slack-notifier.ts";

/** The process people and programs talk to. */
export interface Bot {
  /** Where it listens. */
  readonly url: string;
  /** Answers what was asked, then stops. */
  stop(): Promise<void>;
}

/** A message, and whether the channel should see what is said in its thread. */
type Shown = SlackContent & { readonly broadcast?: boolean };

const RUNBOOKS = `${import.meta.dirname}/../../runbooks`;

/** Starts the HTTP server, Slack's side of it when a bot token is set, and the delivery of messages. */
export async function startBot(options: {
  readonly connection: Connection;
  readonly environment: Environment;
  readonly logger: Logger;
  readonly clock: Clock;
  /** The queue to report on, where this process has one open. */
  readonly queue: JobQueue | null;
  readonly queues: readonly QueueDefinition[];
}): Promise<Bot> {
  const { connection, environment, logger, clock, queue, queues } = options;
  const { database, serviceUrl } = connection;
  const plainLogger = createPlainLogger(logger);
  const runbooks = await readRunbooks(RUNBOOKS);
  let url = "";
  const publicUrl = () => (environment.PUBLIC_URL ?? url).replace(/\/$/, "");

  const slack =
    environment.SLACK_BOT_TOKEN === undefined
      ? null
      : createSlackApp({
          dependencies: createBotDependencies({
            database,
            clock,
            logger: plainLogger,
            runbooks,
            firstAdmin: environment.SLACK_FIRST_ADMIN,
            publicUrl,
            countRefusal: (reason) => logger.warn("slack_request_refused", { status: reason }),
          }),
          botToken: environment.SLACK_BOT_TOKEN,
          signingSecret: environment.SLACK_SIGNING_SECRET ?? "",
          slackApiUrl: environment.SLACK_API_URL,
          ...(environment.SLACK_APP_TOKEN !== undefined && { appToken: environment.SLACK_APP_TOKEN }),
        });
  const server = await createHttpServer({
    dependencies: createHttpDependencies({
      database,
      clock,
      logger: plainLogger,
      runbooks,
      healthChecks: createHealthChecks({
        database,
        clock,
        queue,
        queues,
        readDeliveryHealth: () =>
          database.withService((transaction) => readDeliveryHealth(transaction, clock())),
      }),
    }),
    ...(slack?.handler && { slack: slack.handler }),
    host: environment.HOST,
    port: environment.PORT,
  });
  url = server.url;
  const deadMan = startDeadMan({
    url: environment.DEADMAN_URL,
    intervalMs: environment.DEADMAN_INTERVAL_S * 1_000,
    alertsCron: environment.ALERTS_CRON,
    database,
    clock,
    logger,
  });
  if (slack === null) {
    logger.warn("slack_not_configured", {
      errorMsg: "SLACK_BOT_TOKEN is not set: alerts wait in the outbox",
    });
    return {
      url,
      async stop() {
        await deadMan?.stop();
        await server.close();
      },
    };
  }

  await slack.start();
  await checkSlack(slack.client).catch((error: unknown) => {
    // Slack may be away for a moment; the messages wait, and /health shows it.
    logger.error("slack_check_failed", errorFields(error));
  });
  const channel = createSlackNotifier(slack.client, publicUrl());
  const sender = createSender({
    deliver: () =>
      deliverDue<Shown>({
        database,
        channel,
        readContent: (message) => readContent({ database, runbooks }, message),
        clock,
        logger,
        wait: (ms) => sleep(ms),
        onUnverifiedRepost: () => logger.warn("message_may_be_twice", { status: "unverified" }),
      }),
    logger,
  });
  const listener = await listen({
    url: serviceUrl,
    wakes: { nightshift_messages: () => sender.wake() },
    logger,
  });
  return {
    url,
    async stop() {
      await deadMan?.stop();
      await listener.close();
      await sender.stop();
      await server.close();
      await slack.stop();
    },
  };
}
