import { Cron } from "croner";
import type { JobQueue, QueueDefinition } from "../database/jobs/queue.ts";
import { errorFields, type Logger } from "../logger.ts";

/** Asks for the one job of an exclusive queue whenever it is time (in UTC, so at the same moment on every machine); every process does, and one is given it. */
export function askOnCron(
  queue: JobQueue,
  definition: QueueDefinition,
  cron: string,
  logger: Logger,
): { stop(): void } {
  return new Cron(cron, { protect: true, timezone: "UTC" }, async () => {
    try {
      await queue.send(definition, {}, { key: definition.name });
    } catch (error) {
      logger.error("job_not_asked_for", { status: definition.name, ...errorFields(error) });
    }
  });
}
