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

/** Processes that were not heard of for this long are not counted on. */
const ABSENT_MS = 3 * 60_000;

/** Watches the database as long as the process is up, and tells people of an outage when it is this process's turn. */
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
  /** As what it says that it lives; null: it does not. */
  readonly workerId: string | null;
  /** Null: only the other channels are spoken through. */
  readonly slack: SlackNotifier | null;
  readonly notifiers: readonly AlertNotifier[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Null: looks only when it is asked to. */
  readonly intervalMs?: number | null;
}): DatabaseWatch {
  let turn = role === "bot" ? 0 : 1;
  return watchDatabase({
    async ping() {
      await database.withService((transaction) => transaction.query("select 1"));
      // The database answers, whatever becomes of this question.
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

/** Where the memory of an outage is kept; a runner beside a bot has one of its own, since the bot must tell Slack of the end. */
export function outageFile(
  { NIGHTSHIFT_DIR }: Pick<Environment, "NIGHTSHIFT_DIR">,
  role: keyof typeof WORKER_AGENTS,
): string {
  return join(NIGHTSHIFT_DIR, role === "bot" ? "database-outage.json" : "database-outage-runner.json");
}
