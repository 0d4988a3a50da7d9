import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import { createNotifiers } from "../../alerts/notifiers/create-notifiers.ts";
import { connectWhenUp } from "../../bot/outage/connect-when-up.ts";
import { startOutageWatch } from "../../bot/outage/start-outage-watch.ts";
import { startBot } from "../../bot/start-bot.ts";
import type { Connection } from "../../database/connect.ts";
import { nameDatabaseOf } from "../../database/name-database.ts";
import { countSealed } from "../../database/rotate-secrets-store.ts";
import { createDatabaseTime } from "../../database/time/database-time.ts";
import { followDatabaseTime } from "../../database/time/follow-database-time.ts";
import type { Logger } from "../../logger.ts";
import { watchEventLoop } from "../../observability/heartbeat/watch-event-loop.ts";
import { startRunner } from "../../runner/start-runner.ts";
import type { ProgramContext } from "../kit/context.ts";
import { createProcessLogger } from "../kit/create-process-logger.ts";
import { untilStopped } from "../kit/until-stopped.ts";
import { withClosing } from "../kit/with-closing.ts";

/** `start`: everything in one process. */
export function registerStart(command: Command, context: ProgramContext): void {
  command.action(() => serve(context, { runs: true, talks: true }));
}

/** `runner`: the nights and the alerts. */
export function registerRunner(command: Command, context: ProgramContext): void {
  command.action(() => serve(context, { runs: true, talks: false }));
}

/** `bot`: Slack and HTTP. */
export function registerBot(command: Command, context: ProgramContext): void {
  command.action(() => serve(context, { runs: false, talks: true }));
}

async function serve(
  context: ProgramContext,
  parts: { readonly runs: boolean; readonly talks: boolean },
): Promise<void> {
  await untilStopped((signal) =>
    withClosing(async (closing) => {
      const environment = context.environment();
      const logger = createProcessLogger(context, {
        name: parts.runs ? (parts.talks ? "start" : "runner") : "bot",
      });
      closing.defer(() => logger.close());
      const loopWatch = watchEventLoop(logger);
      closing.defer(() => loopWatch.stop());
      const time = createDatabaseTime(context.clock);
      const { clock } = time;
      context.note(`Database: ${nameDatabaseOf(environment)}`);
      const wait = (ms: number) => sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
      const role = parts.talks ? "bot" : "runner";
      const connection = await connectWhenUp({ environment, role, clock, logger, wait });
      closing.defer(() => connection.close());
      const following = await followDatabaseTime({ time, database: connection.database, logger });
      closing.defer(() => following.stop());
      const dependencies = { connection, environment, logger, clock };
      if (parts.runs) await run();
      if (parts.talks) {
        const bot = await startBot({ ...dependencies, databaseTime: time });
        closing.defer(() => bot.stop());
        context.note(`Listening on ${bot.url}`);
      }
      // If it was asked to stop before it had started, it has not done its work.
      signal.throwIfAborted();
      logger.info("started", {
        status: Object.entries(parts)
          .filter(([, isOn]) => isOn)
          .map(([part]) => part)
          .join(" "),
      });
      await reportUnreadableSecrets(connection, logger);
      if (!signal.aborted) await once(signal, "abort");
      logger.info("stopping");

      async function run() {
        const runner = await startRunner({
          ...dependencies,
          // Loaded once a day: a runner has no other use for the commands and buttons.
          loadProofSurface: async () =>
            (await import("../alerts/create-proof-surface.ts")).createProofSurface({
              ...dependencies,
              createProgram: context.createProgram,
            }),
        });
        closing.defer(() => runner.stop());
        if (!parts.talks) {
          // If the bot runs in the same process, the bot watches.
          const outages = startOutageWatch({
            ...dependencies,
            database: connection.database,
            role,
            workerId: runner.workerId,
            slack: null,
            notifiers: createNotifiers(environment),
          });
          closing.defer(() => outages.stop());
        }
      }
    }),
  );
}

/** A different SECRETS_KEY opens no stored secret and matches no excluded address. */
async function reportUnreadableSecrets({ database, secrets }: Connection, logger: Logger): Promise<void> {
  const { unreadable } = await countSealed(database, secrets);
  if (unreadable === 0) return;
  logger.error("secrets_not_readable", {
    status: String(unreadable),
    errorCode: "configuration",
    errorMsg:
      "stored secrets were sealed with another SECRETS_KEY; `node_modules/.bin/nightshift doctor` says what to do",
  });
}
