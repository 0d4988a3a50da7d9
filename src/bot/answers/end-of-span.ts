import { Cron } from "croner";
import { SILENCE_LIMITS } from "../../entities/silence-limits.ts";
import type { SilenceSpan } from "../blocks/alerts/silence-view.ts";

const HOUR_MS = 3_600_000;
/** When a morning begins. */
const MORNING_HOUR = 8;

/** When a silence that begins now ends, or why that end is refused. `untilSeconds` is Unix time. */
export function endOfSpan(
  span: SilenceSpan,
  untilSeconds: number | null,
  now: Date,
  timezone: string,
): Date | string {
  switch (span) {
    case "1h":
      return new Date(now.getTime() + HOUR_MS);
    case "4h":
      return new Date(now.getTime() + 4 * HOUR_MS);
    case "morning":
      return nextMorning(now, timezone);
    case "custom": {
      if (untilSeconds === null) return "Choose an end: every silence has one.";
      const end = untilSeconds * 1000;
      if (end <= now.getTime()) return "That time is in the past; choose a later one.";
      if (end > now.getTime() + SILENCE_LIMITS.days * 24 * HOUR_MS) {
        return `At most ${SILENCE_LIMITS.days} days ahead; for longer, change the rule's thresholds.`;
      }
      return new Date(end);
    }
  }
}

/** The next time it is eight in the morning in a zone, whatever its clocks do. */
function nextMorning(now: Date, timezone: string): Date {
  const morning = new Cron(`0 ${MORNING_HOUR} * * *`, { timezone, paused: true }).nextRun(now);
  return morning ?? new Date(now.getTime() + 12 * HOUR_MS);
}
