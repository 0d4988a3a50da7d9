import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { forgetSilentWorkers, recordHeartbeat, type WORKER_AGENTS } from "./heartbeat-store.ts";

const BEAT_MS = 15_000;

/** Reports a heartbeat of this process every 15 seconds. Throws if the first one cannot be written. */
export async function startHeartbeat(dependencies: {
  readonly agentId: (typeof WORKER_AGENTS)[keyof typeof WORKER_AGENTS];
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<{ readonly workerId: string; stop(): Promise<void> }> {
  const { agentId, database, clock, logger } = dependencies;
  const worker = { workerId: randomUUID(), agentId, startedAt: clock() };
  const beat = () => database.serviceBatch((batch) => recordHeartbeat(batch, worker, clock()));
  await beat();
  await database.withService((transaction) => forgetSilentWorkers(transaction, clock()));
  let beating: Promise<void> | null = null;
  const timer = setInterval(() => {
    // Skip a beat while the previous one hangs.
    beating ??= beat()
      .catch((error: unknown) => logger.warn("heartbeat_not_written", errorFields(error)))
      .finally(() => {
        beating = null;
      });
  }, BEAT_MS);
  return {
    workerId: worker.workerId,
    async stop() {
      clearInterval(timer);
      await beating;
    },
  };
}
