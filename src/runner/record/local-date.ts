import { unusableTimezone } from "../../config/problem-of-timezone.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

/** The date (`YYYY-MM-DD`) of an instant in a time zone. Throws ConfigurationError for an unknown zone. */
export function localDate(at: Date, timezone: string): string {
  const format = formats.get(timezone) ?? createFormat(timezone);
  // Creating a formatter takes longer than a Postgres query.
  formats.set(timezone, format);
  return format.format(at);
}

function createFormat(timezone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-CA", { timeZone: timezone, dateStyle: "short" });
  } catch {
    throw unusableTimezone(timezone);
  }
}
