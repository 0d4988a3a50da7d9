import type { Alert } from "../../../entities/alert.ts";
import { dateText, personText } from "../kit/text.ts";

/** The state of an alert and who brought it there, as in `resolved by @somebody at 10:15.` */
export function describeAlertState({
  state,
  acknowledgedBy,
  acknowledgedAt,
  resolvedBy,
  resolvedAt,
}: Pick<Alert, "state" | "acknowledgedBy" | "acknowledgedAt" | "resolvedBy" | "resolvedAt">): string {
  const [by, at] = state === "resolved" ? [resolvedBy, resolvedAt] : [acknowledgedBy, acknowledgedAt];
  const who = by === null || by === "system" ? "" : ` by ${personText(by)}`;
  return `${state}${who}${at === null ? "" : ` ${dateText(at)}`}.`;
}
