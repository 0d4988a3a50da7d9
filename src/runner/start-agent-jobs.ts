import { aggregateAgents } from "../agents/figures/aggregate-agents.ts";
import { AGGREGATE_QUEUE } from "../agents/figures/aggregate-queue.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import type { JobQueue } from "../database/jobs/queue.ts";
import type { Logger } from "../logger.ts";
import { askOnCron } from "./ask-on-cron.ts";

const HOURLY = "4 * * * *";

/** Rolls up the activity of agents by the hour. */
export async function startAgentJobs(world: {
  readonly queue: JobQueue;
  readonly database: Database;
  readonly logger: Logger;
  readonly clock: Clock;
}): Promise<{ stop(): void }> {
  const { queue, clock, logger } = world;
  await queue.work(AGGREGATE_QUEUE, () => aggregateAgents(world));
  return askOnCron(queue, AGGREGATE_QUEUE, HOURLY, { clock, logger });
}
