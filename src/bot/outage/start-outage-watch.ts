import { join } from "node:path";
import { failuresToReport, turnOf } from "../../alerts/watchdog/database-watch.ts";
import type { Clock } from "../../clock.ts";
import type { Environment } from "../../config/environment.ts";
import type { Database } from "../../database/database.ts";
import { errorFields, type Logger } from "../../logger.ts";
import type { AlertNotifier } from "../../messages/notifier.ts";
import { listAliveWorkers, type WORKER_AGENTS } from "../../observability/heartbeat/heartbeat-store.ts";
import type { SlackNotifier } from "../posting/slack-notifier.ts";
import { createOutageVoice } from "./create-outage-voice.ts";
import { type DatabaseWatch, watchDatabase } from "./watch-database.ts";

/** Processes without a heartbeat for this long do not count. */
const ABSENT_MS = 3 * 60_000;

/** Watches the database while the process is up, and reports an outage when it is this process's turn. */
export function startOutageWatch({
  database,
  environment,
  role,
  workerId,
  slack,
  notifiers,
  clock,
  logger,
  intervalMs,
}: {
  readonly database: Database;
  readonly environment: Pick<Environment, "NIGHTSHIFT_DIR" | "SLACK_PLATFORM_CHANNEL">;
  readonly role: keyof typeof WORKER_AGENTS;
  /** The name under which it reports heartbeats; null when it reports none. */
  readonly workerId: string | null;
  /** Null: people are reached by the other channels only. */
  readonly slack: SlackNotifier | null;
  readonly notifiers: readonly AlertNotifier[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Null: checks only when asked to. */
  readonly intervalMs?: number | null;
}): DatabaseWatch {
  let turn = role === "bot" ? 0 : 1;
  return watchDatabase({
    async ping() {
      await database.withService((transaction) => transaction.query("select 1"));
      // The database answers, whether or not this query succeeds.
      try {
        const since = new Date(clock().getTime() - ABSENT_MS);
        turn = turnOf(
          await database.withService((transaction) => listAliveWorkers(transaction, since)),
          workerId,
        );
      } catch (error) {
        logger.warn("outage_turn_unknown", errorFields(error));
      }
    },
    voice: createOutageVoice({
      slack,
      channel: environment.SLACK_PLATFORM_CHANNEL,
      notifiers,
      logger,
    }),
    file: outageFile(environment, role),
    clock,
    logger,
    enough: () => failuresToReport(turn),
    ...(intervalMs !== undefined && { intervalMs }),
  });
}

/** The file that remembers an outage; a runner beside a bot has its own, since the bot must report the end to Slack. */
export function outageFile(
  { NIGHTSHIFT_DIR }: Pick<Environment, "NIGHTSHIFT_DIR">,
  role: keyof typeof WORKER_AGENTS,
): string {
  return join(NIGHTSHIFT_DIR, role === "bot" ? "database-outage.json" : "database-outage-runner.json");
}
