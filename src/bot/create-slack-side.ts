import { WebClient } from "@slack/web-api";
import { readDiagnoses } from "../alerts/diagnostics/read-diagnoses.ts";
import type { Runbook } from "../alerts/runbooks/runbook.ts";
import type { Clock } from "../clock.ts";
import type { Environment } from "../config/environment.ts";
import type { Database } from "../database/database.ts";
import { createPlainLogger, errorFields, type Logger } from "../logger.ts";
import type { Meter } from "../observability/metrics/meter.ts";
import type { RefusalLog } from "../observability/refusals/create-refusal-log.ts";
import { createRunControl } from "../runner/create-run-control.ts";
import { createBotDependencies } from "./adapters/create-bot-dependencies.ts";
import { createDrills } from "./adapters/create-drills.ts";
import { createSlackApp, type SlackApp } from "./create-slack-app.ts";
import { checkScopes } from "./posting/check-scopes.ts";
import { createSlackLogger } from "./posting/create-slack-logger.ts";
import { webClientOptions } from "./posting/web-client-options.ts";
import { createInstallation } from "./workspace/create-installation.ts";
import { createOtherIds, type OtherIdOf } from "./workspace/create-other-ids.ts";

/** The Slack app on top of the product. */
export interface SlackSide {
  readonly app: SlackApp;
  /** The other id of a person in Enterprise Grid. */
  readonly otherIdOf: OtherIdOf;
  /** Begins to take requests, and asks Slack who we are without waiting for it: Slack may be unavailable. */
  start(): Promise<void>;
  /** Takes no more requests, and waits for those in progress. */
  stop(): Promise<void>;
}

/** The Slack side; null without a bot token. */
export function createSlackSide({
  database,
  environment,
  logger,
  meter,
  clock,
  runbooks,
  publicUrl,
  refusals,
}: {
  readonly database: Database;
  readonly environment: Environment;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly clock: Clock;
  readonly runbooks: readonly Runbook[];
  readonly publicUrl: () => string;
  readonly refusals: RefusalLog;
}): SlackSide | null {
  const { SLACK_BOT_TOKEN: botToken, SLACK_API_URL: slackApiUrl, SLACK_APP_TOKEN: appToken } = environment;
  if (botToken === undefined) return null;
  const plainLogger = createPlainLogger(logger);
  const stopping = new AbortController();
  // For questions about ourselves, which a stop does not wait for.
  const client = new WebClient(
    botToken,
    webClientOptions(createSlackLogger(plainLogger), slackApiUrl, stopping.signal),
  );
  const installation = createInstallation({ client, database, clock, logger: plainLogger });
  let app: SlackApp | null = null;
  const otherIdOf = createOtherIds({ client, installation, clock, logger: plainLogger });
  const built = createSlackApp({
    dependencies: createBotDependencies({
      database,
      clock,
      logger: plainLogger,
      meter,
      runbooks,
      firstAdmin: environment.SLACK_FIRST_ADMIN,
      publicUrl,
      readDiagnoses,
      drills: createDrills({
        database,
        logger,
        clock,
        runbooks,
        platformChannel: environment.SLACK_PLATFORM_CHANNEL,
      }),
      runControl: createRunControl({ database, environment, clock }, "slack"),
      readLink: () => app?.linkState() ?? null,
      installation,
      otherIdOf,
      refusals,
    }),
    botToken,
    signingSecret: environment.SLACK_SIGNING_SECRET ?? "",
    slackApiUrl,
    ...(appToken !== undefined && { appToken }),
  });
  app = built;
  let checking: Promise<unknown> = Promise.resolve();

  async function check(): Promise<void> {
    try {
      await checkScopes(client);
      await installation.read();
    } catch (error) {
      // Messages wait, and /health shows it.
      if (!stopping.signal.aborted) logger.error("slack_check_failed", errorFields(error));
    }
  }

  return {
    app: built,
    otherIdOf,
    async start() {
      await built.start();
      checking = check();
    },
    async stop() {
      stopping.abort();
      await checking;
      await built.stop();
    },
  };
}
