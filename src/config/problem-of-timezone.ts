import { ConfigurationError } from "../errors.ts";

/** What people mean by an abbreviation; Node and Postgres do not always agree (BST is Bangladesh to one, London to the other). */
const MEANT: Readonly<Record<string, string>> = {
  ACT: "Australia/Darwin",
  AET: "Australia/Sydney",
  AEST: "Australia/Sydney",
  BST: "Europe/London",
  CAT: "Africa/Maputo",
  CET: "Europe/Berlin",
  CST: "America/Chicago",
  EAT: "Africa/Nairobi",
  EET: "Europe/Athens",
  EST: "America/New_York",
  GMT: "Europe/London",
  HST: "Pacific/Honolulu",
  IST: "Asia/Kolkata",
  JST: "Asia/Tokyo",
  MET: "Europe/Berlin",
  MST: "America/Denver",
  PST: "America/Los_Angeles",
  SGT: "Asia/Singapore",
  SST: "Pacific/Guadalcanal",
  WET: "Europe/Lisbon",
};
/** Names in capitals and digits only, such as EST and EST5EDT. */
const ABBREVIATION = /^[A-Z0-9+-]+$/i;
/** Of Node alone; Postgres fails where it is asked for one. */
const UNKNOWN_TO_POSTGRES = /^(SystemV\/|US\/Pacific-New$|Etc\/Unknown$|posix\/|right\/)/i;
/** Names of one word that both know as a place. */
const PLACES =
  /^(Cuba|Egypt|Eire|Hongkong|Iceland|Iran|Israel|Jamaica|Japan|Kwajalein|Libya|Navajo|Poland|Portugal|Singapore|Turkey)$/i;

/** For a zone that was stored by other means than the commands, which refuse it. */
export function unusableTimezone(text: string): ConfigurationError {
  const problem =
    problemOfTimezone(text) ?? `"${text}" is unknown to the Node that runs here; name another zone`;
  return new ConfigurationError([
    {
      name: "time zone",
      problem: `${problem} (node_modules/.bin/nightshift tenants set … --timezone, schedules set …)`,
    },
  ]);
}

/** Why a time zone cannot be used, with the remedy; null for a name that Node and Postgres know and mean the same by. */
export function problemOfTimezone(text: string): string | null {
  if (text === "UTC" || PLACES.test(text)) return null;
  if (ABBREVIATION.test(text) && !text.includes("/")) {
    const meant = MEANT[text.toUpperCase().replace(/\d[\s\S]*$/, "")];
    return `"${text}" is an abbreviation, which means different zones to different programs; name the place instead, such as ${meant ?? "Europe/Berlin"}`;
  }
  try {
    if (UNKNOWN_TO_POSTGRES.test(text) || !text.includes("/")) throw new RangeError(text);
    new Intl.DateTimeFormat("en", { timeZone: text });
    return null;
  } catch {
    return `"${text}" is no IANA time zone; name one such as Asia/Singapore, Europe/Berlin or UTC`;
  }
}
