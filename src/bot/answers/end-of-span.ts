import type { SilenceSpan } from "../blocks/alerts/silence-view.ts";

const HOUR_MS = 3_600_000;
/** The longest silence; for longer, the rule itself should be changed. */
export const MAX_SILENCE_DAYS = 30;
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
      if (end > now.getTime() + MAX_SILENCE_DAYS * 24 * HOUR_MS) {
        return `At most ${MAX_SILENCE_DAYS} days ahead; for longer, change the rule's thresholds.`;
      }
      return new Date(end);
    }
  }
}

/** The next time it is eight in the morning in a zone, found by the hour and the minute, so that clock changes do no harm. */
function nextMorning(now: Date, timezone: string): Date {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const quarter = 15 * 60_000;
  let at = Math.ceil((now.getTime() + 1) / quarter) * quarter;
  for (let step = 0; step < 26 * 4; step += 1, at += quarter) {
    if (format.format(at) === `${String(MORNING_HOUR).padStart(2, "0")}:00`) return new Date(at);
  }
  return new Date(now.getTime() + 12 * HOUR_MS);
}
