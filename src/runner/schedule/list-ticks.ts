import { setImmediate as breathe } from "node:timers/promises";
import { type ScheduleTick, scheduleTicks, type Timetable } from "./schedule-ticks.ts";

/** At most 180 times, which take some milliseconds. */
const STEP_MS = 3 * 3_600_000;

/**
 * The times of a schedule from `from` to `to`, both included, as `scheduleTicks` has them. A week of minutes takes half a
 * second to work out: between steps the process gets to do other work.
 */
export async function listTicks(
  timetable: Timetable,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<ScheduleTick[]> {
  const ticks: ScheduleTick[] = [];
  for (let start = from.getTime(); start <= to.getTime(); start += STEP_MS) {
    const end = Math.min(start + STEP_MS - 1, to.getTime());
    ticks.push(...scheduleTicks(timetable, { from: new Date(start), to: new Date(end) }));
    await breathe();
  }
  return ticks;
}
