import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import { errorFields, type Logger } from "../logger.ts";
import { forgetSilentWorkers, recordHeartbeat } from "../observability/heartbeat-store.ts";

/** Our own pipeline, as an agent. */
const AGENT_ID = "nightly";
const BEAT_MS = 15_000;

/** Says every 15 seconds that this process works on runs. Throws when the first beat cannot be written. */
export async function startHeartbeat(dependencies: {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<{ stop(): Promise<void> }> {
  const { database, clock, logger } = dependencies;
  const worker = { workerId: randomUUID(), agentId: AGENT_ID, startedAt: clock() };
  const beat = () =>
    database.withService(async (transaction) => {
      await recordHeartbeat(transaction, worker, clock());
    });
  await beat();
  await database.withService((transaction) => forgetSilentWorkers(transaction, clock()));
  let beating: Promise<void> | null = null;
  const timer = setInterval(() => {
    // A beat that hangs is not piled upon.
    beating ??= beat()
      .catch((error: unknown) => logger.warn("heartbeat_not_written", errorFields(error)))
      .finally(() => {
        beating = null;
      });
  }, BEAT_MS);
  return {
    async stop() {
      clearInterval(timer);
      await beating;
    },
  };
}
