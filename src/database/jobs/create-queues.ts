import type { PgBoss } from "pg-boss";
import type { QueueDefinition } from "./queue.ts";

/** The least pg-boss allows; a dead process is noticed this long after its last sign of life. */
export const HEARTBEAT_SECONDS = 10;

/** Retries wait 1, 2, 4, then this many seconds: a killed runner's work is taken over within half a minute, however often. */
const RETRY_DELAY_MAX_SECONDS = 5;

/** Creates the queues that are missing, and gives the others the settings they have now. */
export async function createQueues(boss: PgBoss, definitions: readonly QueueDefinition[]): Promise<void> {
  // A queue must exist before another names it as its dead letter queue.
  const ordered = definitions.toSorted(
    (one, other) => Number(one.deadLetter !== undefined) - Number(other.deadLetter !== undefined),
  );
  for (const { name, policy, retryLimit, deadLetter } of ordered) {
    const settings = {
      retryLimit,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: RETRY_DELAY_MAX_SECONDS,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      expireInSeconds: 6 * 3600,
      deleteAfterSeconds: 86_400,
      notify: true,
      ...(deadLetter !== undefined && { deadLetter }),
    };
    await boss.createQueue(name, { policy, ...settings });
    // Created by an older version, it has that version's settings.
    await boss.updateQueue(name, settings);
  }
}
