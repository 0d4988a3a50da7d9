import { Cron } from "croner";
import { errorFields } from "../../logger.ts";
import { createScheduler } from "./scheduler.ts";
import type { SchedulerDependencies } from "./settle-waiting-run.ts";

/** Also ticks this often: for edits, for waiting runs, and for times that other machines missed. */
const EVERY_15_SECONDS = "*/15 * * * * *";

/** Runs the scheduler until it is stopped: every 15 s, and exactly when the next time comes. */
export async function startScheduler(
  dependencies: SchedulerDependencies,
): Promise<{ readonly stop: () => Promise<void> }> {
  const { logger } = dependencies;
  const scheduler = createScheduler(dependencies);
  let stopped = false;
  let exact: Cron | undefined;
  let ticking: Promise<void> | undefined;

  async function tickOnce(): Promise<void> {
    try {
      const next = await scheduler.tick();
      exact?.stop();
      exact = next === null || stopped ? undefined : new Cron(next, { catch: false }, tick);
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
  const regular = new Cron(EVERY_15_SECONDS, { protect: true }, tick);
  void tick();
  return {
    async stop() {
      stopped = true;
      regular.stop();
      exact?.stop();
      await ticking;
      exact?.stop();
    },
  };
}
