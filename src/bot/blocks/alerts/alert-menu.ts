import type { PlainTextOption, StaticSelect } from "@slack/types";
import type { AlertCard } from "../../../alerts/cards/alert-card.ts";
import { PLATFORM_TENANT } from "../../../alerts/rulebook/platform-rule-table.ts";
import { option } from "../kit/form-parts.ts";
import { plain } from "../kit/text.ts";

/** What an alert's menu offers; the value of a choice is `VERB:ALERT:TENANT`. */
export const MENU_VERBS = [
  "rerun",
  "run-now",
  "stop",
  "silence",
  "people",
  "resolve",
  "details",
  "runbook",
  "not-useful",
] as const;
export type MenuVerb = (typeof MENU_VERBS)[number];

/** What each choice is called. */
export const MENU_LABELS: Readonly<Record<MenuVerb, string>> = {
  rerun: "Rerun a stage…",
  "run-now": "Run the night now…",
  stop: "Stop the run…",
  silence: "Silence…",
  people: "Hand over, call…",
  resolve: "Resolve…",
  details: "Details",
  runbook: "Runbook",
  "not-useful": "Not useful…",
};

/** Everything about an alert that is neither the next step nor the acknowledgement, in groups. */
export function alertMenu(card: AlertCard): StaticSelect {
  const groups = [
    { label: "Look", verbs: looks(card) },
    { label: "Do", verbs: acts(card) },
    { label: "Tell us", verbs: ["not-useful" as const] },
  ].filter(({ verbs }) => verbs.length > 0);
  return {
    type: "static_select",
    action_id: "alert-more",
    placeholder: plain("More…", 150),
    option_groups: groups.map(({ label, verbs }) => ({
      label: plain(label, 75),
      options: verbs.map((verb) => menuOption(verb, card)),
    })),
  };
}

function looks({ runbook }: AlertCard): MenuVerb[] {
  return ["details", ...(runbook === null ? [] : ["runbook" as const])];
}

function acts({ alert, incident, act, runStatus }: AlertCard): MenuVerb[] {
  const hasRun = alert.runId !== null;
  const verbs: MenuVerb[] = [];
  if (hasRun && runStatus === "running" && act.kind !== "stop_run") verbs.push("stop");
  if (hasRun && runStatus !== "running") verbs.push("rerun");
  if (runStatus !== "running" && act.kind !== "run_now" && alert.tenantId !== PLATFORM_TENANT)
    verbs.push("run-now");
  if (incident.state !== "resolved") verbs.push("silence", "people");
  if (incident.state === "firing") verbs.push("resolve");
  return verbs;
}

function menuOption(verb: MenuVerb, { alert }: AlertCard): PlainTextOption {
  // Only a tenant id longer than any in use would exceed Slack's limit.
  return option(`${verb}:${alert.alertId}:${alert.tenantId}`.slice(0, 150), MENU_LABELS[verb]);
}
