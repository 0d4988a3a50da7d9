import { errorFields } from "../../logger.ts";
import { createScheduler } from "./scheduler.ts";
import type { SchedulerDependencies } from "./settle-waiting-run.ts";

/** Also ticks this often: for edits, for waiting runs, and for times that other machines missed. */
const TICK_EVERY_MS = 15_000;

/** Runs the scheduler until it is stopped: every 15 s, and exactly when the next time comes. */
export async function startScheduler(
  dependencies: SchedulerDependencies,
): Promise<{ readonly stop: () => Promise<void> }> {
  const { clock, logger } = dependencies;
  const scheduler = createScheduler(dependencies);
  let stopped = false;
  let exact: NodeJS.Timeout | undefined;
  let ticking: Promise<void> | undefined;

  async function tickOnce(): Promise<void> {
    try {
      const next = await scheduler.tick();
      clearTimeout(exact);
      // By the scheduler's clock, not the machine's. Anything later, a regular tick will see in time.
      const inMs = next === null ? TICK_EVERY_MS : next.getTime() - clock().getTime();
      if (inMs < TICK_EVERY_MS && !stopped) exact = setTimeout(() => void tick(), inMs);
    } catch (error) {
      logger.error("schedules_not_looked_at", errorFields(error));
    }
  }

  function tick(): Promise<void> {
    ticking ??= tickOnce().finally(() => {
      ticking = undefined;
    });
    return ticking;
  }

  await scheduler.adoptSettings();
  const regular = setInterval(() => void tick(), TICK_EVERY_MS);
  void tick();
  return {
    async stop() {
      stopped = true;
      clearInterval(regular);
      clearTimeout(exact);
      await ticking;
    },
  };
}
