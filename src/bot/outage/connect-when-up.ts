import { WebClient } from "@slack/web-api";
import { createNotifiers } from "../../alerts/notifiers/create-notifiers.ts";
import { failuresToReport, LOOK_MS } from "../../alerts/watchdog/database-watch.ts";
import type { Clock } from "../../clock.ts";
import type { Environment } from "../../config/environment.ts";
import { type Connection, connect } from "../../database/connect.ts";
import { refusalOf } from "../../database/faults/refusal-of.ts";
import { pingDatabase } from "../../database/ping-database.ts";
import { DatabaseUnavailableError } from "../../errors.ts";
import { createPlainLogger, errorFields, type Logger } from "../../logger.ts";
import type { WORKER_AGENTS } from "../../observability/heartbeat/heartbeat-store.ts";
import { createSlackLogger } from "../posting/create-slack-logger.ts";
import { createSlackNotifier, type SlackNotifier } from "../posting/slack-notifier.ts";
import { webClientOptions } from "../posting/web-client-options.ts";
import { createOutageVoice } from "./create-outage-voice.ts";
import { outageFile } from "./start-outage-watch.ts";
import { watchDatabase } from "./watch-database.ts";

/** How long a process waits for its database before it exits and leaves the restart to its supervisor. */
const LONGEST_WAIT_MS = 60 * 60_000;

/**
 * Connects. While an external server is unavailable, people are told in the same words and with the same memory as by the watch of a
 * running process, so that neither this start, nor another one, nor the end of the outage repeats anything; a runner tells them only
 * if a bot would have done so long ago. Throws the last error of `open` after an hour, and at once an error that only a
 * person can fix.
 */
export async function connectWhenUp({
  environment,
  role,
  clock,
  logger,
  wait,
  open = (of) => connect(of, { onHung: (where) => reportHung(logger, where) }),
  ping = pingDatabase,
}: {
  readonly environment: Environment;
  readonly role: keyof typeof WORKER_AGENTS;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Throws when the process is asked to stop. */
  readonly wait: (ms: number) => Promise<void>;
  readonly open?: (environment: Environment) => Promise<Connection>;
  /** Throws while the server does not answer. */
  readonly ping?: (url: string) => Promise<void>;
}): Promise<Connection> {
  const { databaseUrls } = environment;
  // The embedded server comes up with the process.
  if (databaseUrls === null) return open(environment);
  let isUp = false;
  const watch = watchDatabase({
    async ping() {
      isUp = false;
      await ping(databaseUrls.service);
      isUp = true;
    },
    voice: createOutageVoice({
      slack: role === "bot" ? createSlack(environment, logger) : null,
      channel: environment.SLACK_PLATFORM_CHANNEL,
      notifiers: createNotifiers(environment),
      logger,
    }),
    file: outageFile(environment, role),
    clock,
    logger,
    intervalMs: null,
    enough: () => failuresToReport(role === "bot" ? 0 : 1),
  });
  try {
    for (let waitedMs = 0; ; waitedMs += LOOK_MS) {
      try {
        return await open(environment);
      } catch (error) {
        if (!isOutage(error) || waitedMs >= LONGEST_WAIT_MS) throw error;
        logger.warn("database_awaited", errorFields(error));
      }
      do {
        await watch.look();
        if (isUp) break;
        await wait(LOOK_MS);
        waitedMs += LOOK_MS;
      } while (waitedMs < LONGEST_WAIT_MS);
    }
  } finally {
    await watch.stop();
  }
}

function createSlack({ SLACK_BOT_TOKEN, SLACK_API_URL }: Environment, logger: Logger): SlackNotifier | null {
  if (SLACK_BOT_TOKEN === undefined) return null;
  const options = webClientOptions(createSlackLogger(createPlainLogger(logger)), SLACK_API_URL);
  // Messages about an outage link to none of our pages.
  return createSlackNotifier(new WebClient(SLACK_BOT_TOKEN, options));
}

function isOutage(error: unknown): boolean {
  return error instanceof DatabaseUnavailableError && refusalOf(error.cause) === null;
}

function reportHung(logger: Logger, where: string): void {
  const errorMsg = `a connection to Postgres (${where}) did not answer and was given up; new ones take the place of those that were open`;
  logger.error("database_connection_hung", { status: "error", errorCode: "database_unavailable", errorMsg });
}
