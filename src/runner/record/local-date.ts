const formats = new Map<string, Intl.DateTimeFormat>();

/** The date (`YYYY-MM-DD`) of an instant in a time zone. */
export function localDate(at: Date, timezone: string): string {
  const format =
    formats.get(timezone) ?? new Intl.DateTimeFormat("en-CA", { timeZone: timezone, dateStyle: "short" });
  // Creating a formatter takes longer than a Postgres query.
  formats.set(timezone, format);
  return format.format(at);
}
