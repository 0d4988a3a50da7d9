/** Writes times in one zone. */
export interface ZonedTime {
  /** IANA name. */
  readonly zone: string;
  /** `28 Nov 2026, 01:00:04`, without seconds where `short`. */
  dateTime(at: Date, short?: boolean): string;
  /** `2026-11-28`. */
  date(at: Date): string;
}

/** Whether a word is a time zone that this Node knows. */
export function isTimezone(word: string): boolean {
  if (!/^[\w+/-]{1,60}$/.test(word)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: word });
    return true;
  } catch {
    return false;
  }
}

/** Times in this zone. */
export function createZonedTime(zone: string): ZonedTime {
  const day = { timeZone: zone, year: "numeric", month: "short", day: "numeric" } as const;
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const long = new Intl.DateTimeFormat("en-GB", { ...day, ...time, second: "2-digit" });
  const short = new Intl.DateTimeFormat("en-GB", { ...day, ...time });
  const date = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
  return {
    zone,
    dateTime: (at, isShort = false) => (isShort ? short : long).format(at),
    date: (at) => date.format(at),
  };
}
