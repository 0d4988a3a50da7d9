import { errorFields } from "../logger.ts";
import { type DeliverDependencies, type Showable, startDeliveries } from "./deliver-messages.ts";

/** The lanes of a receiver, one per channel, which do not wait for each other. */
export interface Lanes {
  /** Begins to send what is due in lanes that are free; returns how many messages were begun. */
  deliver(): Promise<number>;
  /** Waits for deliveries in progress. */
  drain(): Promise<void>;
}

/** The most lanes in use at a time. */
const MOST_LANES = 200;

/** Sends messages lane by lane: a channel that hangs holds up nobody else. `onFree` is called when a lane becomes free. */
export function createLanes<Content extends Showable>(
  dependencies: DeliverDependencies<Content>,
  onFree: () => void,
): Lanes {
  const running = new Set<Promise<unknown>>();

  async function watch(delivery: Promise<boolean>): Promise<void> {
    try {
      // A failed attempt is recorded where it fails.
      await delivery;
    } catch (error) {
      dependencies.logger.error("delivery_failed", errorFields(error));
    } finally {
      onFree();
    }
  }

  return {
    async deliver() {
      const free = MOST_LANES - running.size;
      if (free <= 0) return 0;
      const begun = await startDeliveries(dependencies, free);
      for (const delivery of begun) {
        const watched = watch(delivery).finally(() => running.delete(watched));
        running.add(watched);
      }
      return begun.length;
    },
    async drain() {
      await Promise.all(running);
    },
  };
}
