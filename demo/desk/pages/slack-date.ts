/** The tokens of Slack's date formatting, as options of Intl.DateTimeFormat. */
const TOKENS: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date_slash: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  day_divider_pretty: { weekday: "long", month: "long", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

const DAY_MS = 86_400_000;

/** A date as Slack writes it for a reader in `timeZone`: `{date_short_pretty} at {time}` and its kin. `unix` is in seconds. */
export function formatSlackDate(unix: number, format: string, timeZone: string, now: Date): string {
  const date = new Date(unix * 1000);
  return format.replace(/\{(\w+)\}/g, (whole, token: string) => {
    if (token === "ago") return formatAgo(now.getTime() - date.getTime());
    if (token.endsWith("_pretty")) {
      const day = prettyDay(date, timeZone, now);
      if (day !== undefined) return day;
    }
    const options = TOKENS[token] ?? TOKENS[token.replace("_pretty", "")];
    return options ? new Intl.DateTimeFormat("en-US", { ...options, timeZone }).format(date) : whole;
  });
}

/** The calendar day in the zone, as `2026-11-22`: two instants are on the same day when these are equal. */
export function dayIn(date: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(date);
}

function prettyDay(date: Date, timeZone: string, now: Date): string | undefined {
  const day = dayIn(date, timeZone);
  if (day === dayIn(now, timeZone)) return "Today";
  if (day === dayIn(new Date(now.getTime() - DAY_MS), timeZone)) return "Yesterday";
  if (day === dayIn(new Date(now.getTime() + DAY_MS), timeZone)) return "Tomorrow";
  return undefined;
}

function formatAgo(elapsedMs: number): string {
  const minutes = Math.round(Math.abs(elapsedMs) / 60_000);
  const [count, unit] =
    minutes < 60
      ? [minutes, "minute"]
      : minutes < 1440
        ? [Math.round(minutes / 60), "hour"]
        : [Math.round(minutes / 1440), "day"];
  const said = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return elapsedMs >= 0 ? `${said} ago` : `in ${said}`;
}
