import type { Clock } from "../clock.ts";
import type { Environment } from "../config/environment.ts";
import type { Database } from "../database/database.ts";
import type { JobQueue } from "../database/jobs/queue.ts";
import type { Logger } from "../logger.ts";
import type { Meter } from "../observability/metrics/meter.ts";
import { createSpanExport, readSpanReceiver } from "../observability/spans/create-span-export.ts";
import { SPANS_QUEUE } from "../observability/spans/spans-queue.ts";
import { askOnCron } from "./ask-on-cron.ts";

const TWICE_A_MINUTE = "*/30 * * * * *";

/** Sends the spans of ended runs where the settings name a collector. */
export async function startSpanJobs(world: {
  readonly queue: JobQueue;
  readonly database: Database;
  readonly environment: Environment;
  readonly meter: Meter;
  readonly logger: Logger;
  readonly clock: Clock;
}): Promise<{ stop(): void }> {
  const { queue, environment, clock, logger } = world;
  const receiver = readSpanReceiver(environment);
  if (receiver === null) return { stop: () => undefined };
  const spans = createSpanExport({ ...world, receiver });
  await queue.work(SPANS_QUEUE, (_job, { signal, draining }) =>
    spans.sendDue(AbortSignal.any([signal, draining])),
  );
  return askOnCron(queue, SPANS_QUEUE, TWICE_A_MINUTE, { clock, logger });
}
