import { errorFields, type Logger } from "../logger.ts";

/** Sends messages until it is stopped. */
export interface Sender {
  /** Checks immediately whether anything is due. */
  wake(): void;
  /** Starts nothing new, and waits for deliveries in progress. */
  stop(): Promise<void>;
}

/** The longest pause while the database is unreachable. */
const LONGEST_PAUSE_MS = 30_000;

/**
 * Calls `deliver` repeatedly: at once while it delivers something, otherwise when woken or after `intervalMs`. A failure is
 * logged, and lengthens the pauses until the next success.
 */
export function createSender({
  deliver,
  logger,
  intervalMs = 500,
}: {
  /** Sends what is due; returns how many messages were sent. */
  readonly deliver: () => Promise<number>;
  readonly logger: Logger;
  readonly intervalMs?: number;
}): Sender {
  let stopped = false;
  let woken = false;
  let interrupt: (() => void) | null = null;

  /** Ends early when woken. */
  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      interrupt = done;
      function done() {
        clearTimeout(timer);
        interrupt = null;
        resolve();
      }
    });
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopped) {
      woken = false;
      let delivered = 0;
      try {
        delivered = await deliver();
        failures = 0;
      } catch (error) {
        failures += 1;
        logger.error("delivery_failed", errorFields(error));
      }
      if (delivered === 0 && !woken && !stopped) {
        await pause(Math.min(intervalMs * 2 ** Math.min(failures, 10), LONGEST_PAUSE_MS));
      }
    }
  }

  // Starts after the caller has received the sender.
  const running = Promise.resolve().then(run);
  return {
    wake() {
      woken = true;
      interrupt?.();
    },
    async stop() {
      stopped = true;
      interrupt?.();
      await running;
    },
  };
}
