import type { PgBoss } from "pg-boss";
import type { QueueDefinition } from "./queue.ts";

/** The least pg-boss allows; a dead process is noticed this long after its last heartbeat. */
export const HEARTBEAT_SECONDS = 10;

/** Retries wait 1, 2, 4, then this many seconds, so that work is taken over within half a minute, however often runners die. */
const RETRY_DELAY_MAX_SECONDS = 5;

/** Creates missing queues, and updates the settings of existing ones. */
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
    // A queue created by an older version still has that version's settings.
    await boss.updateQueue(name, settings);
  }
}
