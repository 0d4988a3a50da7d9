import { Cron } from "croner";
import type { JobQueue, QueueDefinition } from "../database/jobs/queue.ts";
import { errorFields, type Logger } from "../logger.ts";

/** Requests the job of an exclusive queue on a schedule (in UTC, the same on every machine). Every process does; only one gets it. */
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
