import type { Alert } from "../../entities/alert.ts";
import type { AlertTransition } from "../../entities/alert-transition.ts";
import { endingText, readEnding } from "../../entities/ending.ts";
import type { EnrichmentRun } from "../../entities/enrichment-run.ts";
import type { Silence } from "../../entities/silence.ts";
import { mentionOrName, slackMention } from "../../entities/slack-mention.ts";
import { LOUD_REASONS } from "../transition/alert-state.ts";

/** A transition of an alert in one line for its thread. `<@U…>` mentions the person who made it; nothing else is markup. */
export function noteText(
  {
    reason,
    actor,
    fromState,
    detail = null,
  }: Pick<AlertTransition, "reason" | "actor" | "fromState"> & {
    readonly detail?: AlertTransition["detail"];
  },
  alert: Pick<Alert, "severity" | "summary">,
): string {
  const { severity } = alert;
  const summary = withoutMentions(alert.summary);
  switch (reason) {
    case "fired":
      // The first alert of a run is the card itself; this line is of one that shares it.
      return `${detail?.["worse"] === true ? mentions(detail) : ""}Also in this run (${severity}): ${summary}`;
    case "escalated":
      return fromState === "acknowledged"
        ? `${mentions(detail)}Worse than when it was acknowledged, now ${severity}: ${summary}`
        : `${mentions(detail)}Worse, now ${severity}: ${summary}`;
    case "refired":
      return detail?.["flapping"] === true
        ? `${mentions(detail)}It is back again (${severity}): ${summary} It keeps coming and going, so this thread stays quiet until it has been steady for an hour or gets worse.`
        : `${mentions(detail)}It is back (${severity}): ${summary}`;
    case "unsilenced":
      return `${mentions(detail)}Still there, no longer silenced (${severity}): ${summary}`;
    case "unacknowledged":
      // A person called in another channel is mentioned there, not here as well.
      return typeof detail?.["channel"] === "string"
        ? unacknowledged({ detail }, alert)
        : callText({ detail }, alert);
    case "reminded":
      return `${mentions(detail)}Still working on it? Acknowledged ${minutesOf(detail)} min ago, and still open: ${summary}`;
    case "acknowledged":
      return `Acknowledged by ${mentionOrName(actor)}${withOthers(detail)}.`;
    case "released":
      return `${mentionOrName(actor)} gave it back, so nobody has it now (${severity}): ${summary}`;
    case "handed_over":
      return `${mentionOrName(personOf(detail))} has it now, handed over by ${mentionOrName(actor)}.`;
    case "called":
      return `${mentions(detail)}You are called by ${mentionOrName(actor)} (${severity}): ${summary}`;
    case "cleared":
      return "Resolved by itself: the condition is gone.";
    case "switched_off":
      return "Resolved: its rule was switched off or removed, so the condition is no longer judged.";
    case "resolved":
      return `Resolved by ${mentionOrName(actor)}${withOthers(detail)}.${endingOf(detail)}`;
    default:
      return `Changed (${reason}).`;
  }
}

/** Calls people to an alert that nobody has acknowledged. */
export function callText(
  step: Pick<AlertTransition, "detail">,
  alert: Pick<Alert, "severity" | "summary">,
): string {
  return `${mentions(step.detail)}${unacknowledged(step, alert)}`;
}

function unacknowledged(
  { detail }: Pick<AlertTransition, "detail">,
  { severity, summary }: Pick<Alert, "severity" | "summary">,
): string {
  return `Nobody has acknowledged this for ${minutesOf(detail)} min (${severity}): ${withoutMentions(summary)}`;
}

/**
 * A note as it stands in a channel, where it must say by itself which tenant and what it is about: "globex · Odoo export
 * fails: nobody has acknowledged this for 10 min". Mentions stay in front.
 */
export function channelNoteText(
  note: string,
  { tenantId, title, drill }: { readonly tenantId: string; readonly title: string; readonly drill: boolean },
): string {
  return withLead(note, `${drill ? "DRILL " : ""}${tenantId} · ${title}`);
}

/** A note in a thread that several alerts share, where it must say which one it is about. */
export function inThreadText(note: string, title: string): string {
  return withLead(note, title);
}

function withLead(note: string, about: string): string {
  const [, mentioned = "", words = ""] = /^((?:<[@!][^>]+> )*)([\s\S]*)$/.exec(note) ?? [];
  return `${mentioned}${about}: ${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

/** That somebody silenced an alert, and whether the silence is still in force, in one line. Times are in ISO 8601. */
export function silenceNoteText({
  createdBy,
  endsAt,
  reason,
  cancelledBy,
  cancelledAt,
}: Pick<Silence, "createdBy" | "endsAt" | "reason" | "cancelledBy" | "cancelledAt">): string {
  const said = `Silenced by ${mentionOrName(createdBy)} until ${endsAt.toISOString()}: ${withoutMentions(reason)}`;
  if (cancelledAt === null) return said;
  return `${said}\nUndone${cancelledBy === null ? "" : ` by ${mentionOrName(cancelledBy)}`} ${cancelledAt.toISOString()}.`;
}

/** That somebody started a run from an alert, and how it ended, in one line. */
export function runNoteText(
  {
    runId,
    status,
    statusReason,
    stages,
  }: Pick<EnrichmentRun, "runId" | "status" | "statusReason"> & {
    /** The stages it was asked to run. */
    readonly stages: readonly string[];
  },
  actor: string,
): string {
  const what = stages.length === 0 ? "A run" : `Rerun of ${stages.join(", ")}`;
  const reason = statusReason === null ? "" : ` (${statusReason})`;
  const end = status === "running" ? "in progress" : `${status}${reason}`;
  return `${what}, started by ${mentionOrName(actor)}: ${end}. /run-stats ${runId.slice(0, 8)} shows how it went.`;
}

/** That somebody stopped the run an alert is about, in one line. */
export function stopNoteText(runId: string, actor: string): string {
  return `The run was stopped by ${mentionOrName(actor)}. /run-rerun ${runId.slice(0, 8)} reruns a stage of it.`;
}

/** Whether people who do not follow the thread must see the line too. */
export function isBroadcast({
  reason,
  detail = null,
}: Pick<AlertTransition, "reason"> & { readonly detail?: AlertTransition["detail"] }): boolean {
  return (reason === "fired" && detail?.["worse"] === true) || LOUD_REASONS.some((loud) => loud === reason);
}

/** Words of others, which may hold a name that reads like a mention: nobody is called by them. */
function withoutMentions(words: string): string {
  return words.replaceAll(/<(?=[@!])/g, "‹").replaceAll(/\bslack:(?=[UW])/g, "slack ");
}

/** Mentions the people that a transition names. */
function mentions(detail: AlertTransition["detail"]): string {
  const ids = detail?.["mention"];
  const known = (Array.isArray(ids) ? ids : []).flatMap((id: unknown) =>
    typeof id === "string" ? (slackMention(id) ?? []) : [],
  );
  return known.length === 0 ? "" : `${known.join(" ")} `;
}

/** What the person who resolved it said of it. */
function endingOf(detail: AlertTransition["detail"]): string {
  const said = endingText(readEnding(detail));
  return said === null ? "" : ` ${withoutMentions(said)}`;
}

/** How many other alerts of the same run were acknowledged or resolved with it. */
function withOthers(detail: AlertTransition["detail"]): string {
  const others = detail?.["others"];
  return typeof others === "number" ? `, with ${others} more of this run` : "";
}

/** To whom it was handed over. */
function personOf(detail: AlertTransition["detail"]): string {
  const to = detail?.["to"];
  return typeof to === "string" ? to : "somebody else";
}

function minutesOf(detail: AlertTransition["detail"]): number {
  const minutes = detail?.["minutes"];
  return typeof minutes === "number" ? Math.round(minutes) : 0;
}
