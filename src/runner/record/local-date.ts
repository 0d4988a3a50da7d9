const formats = new Map<string, Intl.DateTimeFormat>();

/** The date (`YYYY-MM-DD`) it is in a zone. */
export function localDate(at: Date, timezone: string): string {
  const format =
    formats.get(timezone) ?? new Intl.DateTimeFormat("en-CA", { timeZone: timezone, dateStyle: "short" });
  // Making one takes longer than a statement of Postgres.
  formats.set(timezone, format);
  return format.format(at);
}
