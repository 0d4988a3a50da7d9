import type { Alert } from "../entities/alert.ts";
import type { AlertTransition } from "../entities/alert-transition.ts";

/** What became of an alert, in one line for its thread. `<@U…>` mentions whoever did it; nothing else in it is markup. */
export function noteText(
  { reason, actor, fromState }: Pick<AlertTransition, "reason" | "actor" | "fromState">,
  { severity, summary }: Pick<Alert, "severity" | "summary">,
): string {
  switch (reason) {
    case "fired":
      return `Found: ${summary}`;
    case "escalated":
      return fromState === "acknowledged"
        ? `Worse than when it was acknowledged, now ${severity}: ${summary}`
        : `Worse, now ${severity}: ${summary}`;
    case "refired":
      return `It is back (${severity}): ${summary}`;
    case "acknowledged":
      return `Acknowledged by ${mention(actor)}.`;
    case "cleared":
      return "Resolved by itself: the condition is gone.";
    case "resolved":
      return `Resolved by ${mention(actor)}.`;
    default:
      return `Changed (${reason}).`;
  }
}

/** Whether the line must be seen by people who do not follow the thread. */
export function isBroadcast({ reason }: Pick<AlertTransition, "reason">): boolean {
  return reason === "escalated" || reason === "refired";
}

function mention(actor: string): string {
  return /^[UW][A-Z0-9]{2,}$/.test(actor) ? `<@${actor}>` : actor;
}
