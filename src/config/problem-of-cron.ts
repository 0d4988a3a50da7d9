import { Cron } from "croner";

/** Why a cron expression of five or six fields cannot be used, with the remedy; null when it can. */
export function problemOfCron(
  text: string,
  remedy = "five or six fields in their ranges, e.g. */5 * * * *",
): string | null {
  if (!/^\s*(\S+\s+){4,5}\S+\s*$/.test(text)) {
    return "must be a cron expression of five or six fields, e.g. */5 * * * *";
  }
  try {
    return new Cron(text, { paused: true, timezone: "UTC" }).nextRun() === null
      ? "names a time that never comes"
      : null;
  } catch {
    // The parser's own message names its internals, not the remedy.
    return `is no cron expression: ${remedy}`;
  }
}

/** The same for a schedule of runs, which has no seconds. */
export function problemOfScheduleCron(text: string): string | null {
  if (text.trim().split(/\s+/).length !== 5) {
    return "must be a cron expression of five fields (minute, hour, day of month, month, day of week), e.g. 0 1 * * * for 01:00 each night";
  }
  return problemOfCron(text, "five fields in their ranges (59, 23, 31, 12, 7), e.g. 0 1 * * *");
}
