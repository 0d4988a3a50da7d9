import type { TenantPolicy } from "../../config/tenant-policy.ts";
import type { Severity } from "../../entities/vocabulary.ts";
import { RULE_ACTS } from "./rule-acts.ts";

/** Whether somebody should act now. `morning`: it is night, and nothing is lost until the morning. */
export type Urgency = "now" | "morning" | "later";

/** What a tenant's clock says and promises; the installation has none. */
export interface Deadline extends Pick<TenantPolicy, "leadsDueAt" | "dayBeginsAt" | "workdays"> {
  readonly timezone: string;
}

/** From when in the evening something waits until the next morning rather than until later today. */
const EVENING = "18:00";
/** A repeated export or night needs about this long before the leads are there. */
const REMEDY_MINUTES = 60;

/**
 * Whether an alert can wait: by its rule, by how bad it is, and by the time at which its tenant needs the leads.
 * `rule` is null for a rule of which only the severity is known.
 */
export function judgeUrgency(
  alert: { readonly rule: keyof typeof RULE_ACTS | null; readonly severity: Severity },
  deadline: Deadline | null,
  now: Date,
): Urgency {
  const canWait = alert.rule === null ? "later" : RULE_ACTS[alert.rule].canWait;
  if (alert.severity === "critical") return "now";
  if (alert.severity !== "low") {
    if (canWait === "now") return "now";
    if (canWait === "leads" && alert.severity === "high" && !canWaitForLeads(deadline, now)) return "now";
  }
  return isNight(deadline, now) ? "morning" : "later";
}

/** Whether somebody who begins in the morning still has the leads there in time. */
function canWaitForLeads(deadline: Deadline | null, now: Date): boolean {
  if (deadline === null) return false;
  const { time, weekday } = localTime(deadline.timezone, now);
  const isDue = deadline.workdays.includes(time >= EVENING ? (weekday % 7) + 1 : weekday);
  if (!isDue) return true;
  if (!isNight(deadline, now)) return false;
  return minutesOf(deadline.dayBeginsAt) + REMEDY_MINUTES <= minutesOf(deadline.leadsDueAt);
}

function isNight(deadline: Deadline | null, now: Date): boolean {
  if (deadline === null) return false;
  const { time } = localTime(deadline.timezone, now);
  return time < deadline.dayBeginsAt || time >= EVENING;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** The time as `07:30` and the day from 1 (Monday) to 7, on a tenant's clock. */
function localTime(timezone: string, now: Date): { readonly time: string; readonly weekday: number } {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(now);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((found) => found.type === type)?.value ?? "";
  const weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(part("weekday")) + 1;
  return { time: `${part("hour")}:${part("minute")}`, weekday };
}
