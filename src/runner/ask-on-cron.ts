import { Cron } from "croner";
import type { Clock } from "../clock.ts";
import type { JobQueue, QueueDefinition } from "../database/jobs/queue.ts";
import { errorFields, type Logger } from "../logger.ts";

/** At most this long until the clock is looked at again, since it may be corrected meanwhile. */
const LOOK_EVERY_MS = 30_000;

/** Requests the job of an exclusive queue on a schedule (in UTC, the same on every machine). Every process does; only one gets it. */
export function askOnCron(
  queue: Pick<JobQueue, "send">,
  definition: QueueDefinition,
  cron: string,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): { stop(): void } {
  const times = new Cron(cron, { paused: true, timezone: "UTC" });
  let seen = clock();
  let timer = setTimeout(look, 0);

  function look(): void {
    const now = clock();
    const due = times.nextRun(seen);
    seen = now;
    const next = times.nextRun(now);
    const pauseMs = next === null ? LOOK_EVERY_MS : Math.min(next.getTime() - now.getTime(), LOOK_EVERY_MS);
    timer = setTimeout(look, pauseMs);
    if (due !== null && due <= now) void ask();
  }

  async function ask(): Promise<void> {
    try {
      await queue.send(definition, {}, { key: definition.name });
    } catch (error) {
      logger.error("job_not_asked_for", { status: definition.name, ...errorFields(error) });
    }
  }

  return { stop: () => clearTimeout(timer) };
}
