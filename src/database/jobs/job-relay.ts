import { errorFields, type Logger } from "../../logger.ts";
import type { Database } from "../database.ts";
import { type JobSetAside, relayJobs } from "./job-outbox-store.ts";
import type { JobQueue, QueueDefinition } from "./queue.ts";

/** Moves jobs from the outbox into the queue: when woken, and every two seconds in any case. */
export interface JobRelay {
  wake(): void;
  /** Stops after the current move. */
  stop(): Promise<void>;
}

const SWEEP_MS = 2_000;

export function startJobRelay(dependencies: {
  database: Database;
  queue: JobQueue;
  definitions: readonly QueueDefinition[];
  logger: Logger;
}): JobRelay {
  const { database, queue, definitions, logger } = dependencies;
  let moving: Promise<void> | null = null;
  let isAskedAgain = false;
  const timer = setInterval(wake, SWEEP_MS);

  function report({ tenantId, jobId, queue: name, reason }: JobSetAside): void {
    logger.error("job_refused", {
      tenantId,
      errorCode: reason,
      errorMsg: `job ${jobId} for the queue ${name}`,
    });
  }

  async function move(): Promise<void> {
    try {
      do {
        isAskedAgain = false;
        while ((await relayJobs(database, queue, definitions, report)) > 0);
      } while (isAskedAgain);
    } catch (error) {
      // The rows are still in the outbox; the next sweep tries again.
      logger.warn("job_relay_failed", errorFields(error));
    }
  }

  function wake(): void {
    isAskedAgain = true;
    moving ??= move().finally(() => {
      moving = null;
    });
  }

  wake();
  return {
    wake,
    async stop() {
      clearInterval(timer);
      await moving;
    },
  };
}
