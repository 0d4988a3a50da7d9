import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import { createNotifiers } from "../../alerts/notifiers/create-notifiers.ts";
import { connectWhenUp } from "../../bot/outage/connect-when-up.ts";
import { startOutageWatch } from "../../bot/outage/start-outage-watch.ts";
import { startBot } from "../../bot/start-bot.ts";
import type { Connection } from "../../database/connect.ts";
import { openQueue } from "../../database/jobs/queue.ts";
import { createLogger, type RootLogger } from "../../logger.ts";
import { QUEUES } from "../../runner/queue-list.ts";
import { startRunner } from "../../runner/start-runner.ts";
import { withClosing } from "./closing.ts";
import type { CliContext } from "./context.ts";
import { untilStopped } from "./until-stopped.ts";

/** `start`, `runner`, `bot`: the processes that stay up. */
export function registerServices(program: Command, context: CliContext): void {
  program
    .command("start")
    .description("run the runner, the bot and the HTTP server in one process, until stopped")
    .action(() => serve(context, { runs: true, talks: true }));
  program
    .command("runner")
    .description("work on runs and judge them, until stopped; any number of these may run")
    .action(() => serve(context, { runs: true, talks: false }));
  program
    .command("bot")
    .description("talk with Slack and serve HTTP, until stopped")
    .action(() => serve(context, { runs: false, talks: true }));
}

async function serve(
  context: CliContext,
  parts: { readonly runs: boolean; readonly talks: boolean },
): Promise<void> {
  await untilStopped((signal) =>
    withClosing(async (closing) => {
      const environment = context.environment();
      const logger = createProcessLogger(context);
      closing.defer(() => logger.close());
      const { clock } = context;
      const wait = (ms: number) => sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
      const role = parts.talks ? "bot" : "runner";
      const connection = await connectWhenUp({ environment, role, clock, logger, wait });
      closing.defer(() => connection.close());
      const dependencies = { connection, environment, logger, clock };
      const queue = parts.runs ? await run() : await watch(connection, logger);
      if (parts.talks) {
        const bot = await startBot({ ...dependencies, queue, queues: QUEUES });
        closing.defer(() => bot.stop());
        context.note(`Listening on ${bot.url}`);
      }
      logger.info("started", {
        status: Object.entries(parts)
          .filter(([, isOn]) => isOn)
          .map(([part]) => part)
          .join(" "),
      });
      if (!signal.aborted) await once(signal, "abort");
      logger.info("stopping");

      async function run() {
        const runner = await startRunner(dependencies);
        closing.defer(() => runner.stop());
        if (!parts.talks) {
          // In a process that talks as well, the bot watches.
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
        return runner.queue;
      }

      /** A bot alone only looks at the queue. */
      async function watch({ serviceUrl }: Connection, log: RootLogger) {
        const opened = await openQueue({
          url: serviceUrl,
          definitions: QUEUES,
          logger: log,
          supervise: false,
        });
        closing.defer(() => opened.stop(0));
        return opened;
      }
    }),
  );
}

/** Lines for people on a terminal, JSON anywhere else. */
export function createProcessLogger(context: CliContext): RootLogger {
  const { LOG_LEVEL, LOG_FILE } = context.environment();
  return createLogger({
    level: LOG_LEVEL,
    pretty: process.stderr.isTTY,
    ...(LOG_FILE !== undefined && { file: LOG_FILE }),
  });
}
