import type { FirstAct } from "../../alerts/acts/first-act.ts";
import { STAGES } from "../../entities/stage-table.ts";
import { VENDOR_TABLE } from "../../entities/vendor-table.ts";
import type { Role } from "../../entities/vocabulary.ts";
import { ACTS, type Act } from "../access/require-role.ts";
import { actLabel } from "../blocks/alerts/act-button.ts";
import { ACKNOWLEDGE_LABEL, RESOLVE_LABEL } from "../blocks/alerts/alert-buttons.ts";
import { MENU_LABELS, MENU_VERBS, type MenuVerb } from "../blocks/alerts/alert-menu.ts";

/** What each choice of a card's menu needs a role for. */
export const MENU_ACTS: Readonly<Record<MenuVerb, Act>> = {
  rerun: "run.rerun",
  "run-now": "run.start",
  stop: "run.cancel",
  silence: "silence.create",
  people: "alert.people",
  resolve: "alert.resolve",
  details: "alert.read",
  runbook: "alert.read",
  "not-useful": "alert.feedback",
};

/** What each first button of a card needs a role for. */
export const FIRST_ACT_ACTS: Readonly<Record<FirstAct["kind"], Act>> = {
  run_now: "run.start",
  rerun: "run.rerun",
  stop_run: "run.cancel",
  refresh_view: "view.refresh",
  ask_for_key: "odoo_key.ask",
  top_up: "alert.read",
  retry_messages: "messages.retry",
  details: "alert.read",
  runbook: "alert.read",
};

/** Every first button there can be. */
const FIRST_ACTS: readonly FirstAct[] = [
  { kind: "run_now" },
  { kind: "stop_run" },
  { kind: "refresh_view" },
  { kind: "ask_for_key" },
  { kind: "retry_messages" },
  { kind: "details" },
  { kind: "runbook" },
  ...[null, ...STAGES].map((stage) => ({ kind: "rerun" as const, stage, gently: false })),
  ...VENDOR_TABLE.filter(({ accountUrl }) => accountUrl !== null).map(({ vendor }) => ({
    kind: "top_up" as const,
    vendor,
  })),
];

/** The role that each button of an alert's card demands, by its label. */
export function buttonRoles(): Readonly<Record<string, Role>> {
  const roles: readonly (readonly [string, Role])[] = [
    [ACKNOWLEDGE_LABEL, ACTS["alert.acknowledge"].role],
    [RESOLVE_LABEL, ACTS["alert.resolve"].role],
    ...MENU_VERBS.map((verb) => [MENU_LABELS[verb], ACTS[MENU_ACTS[verb]].role] as const),
    ...FIRST_ACTS.map((act) => [actLabel(act), ACTS[FIRST_ACT_ACTS[act.kind]].role] as const),
  ];
  return Object.fromEntries<Role>(roles);
}
