import type { Database, Transaction } from "../../database/database.ts";
import { auditActor } from "../../database/tenants/audit-actor.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import type { Alert } from "../../entities/alert.ts";
import { ConflictError, NotFoundError } from "../../errors.ts";
import { redactValue } from "../../redaction.ts";
import { readAlertCard } from "../cards/alert-card-store.ts";
import { incidentIdOf } from "../incidents/incident.ts";
import { findAlert, lockIncidentAlerts } from "../lifecycle/alert-store.ts";
import { insertTransitions, updateAlerts } from "../lifecycle/alert-write-store.ts";
import { notifyPeople } from "../notify/notify-people.ts";
import type { Runbook } from "../runbooks/runbook.ts";
import type { AlertInput, AlertRow, TransitionOutcome, TransitionRecord } from "../transition/alert-state.ts";
import { transition } from "../transition/transition.ts";
import type { AlertAct, AlertActResult, CallAct, HandOverAct, ResolveAct } from "./alert-act.ts";

export interface ActDependencies {
  readonly database: Database;
  readonly runbooks: readonly Runbook[];
}

/** What an act does to one alert. */
interface Change {
  readonly current: Alert;
  readonly row: AlertRow;
  readonly step: TransitionRecord;
  readonly notify: TransitionOutcome["notify"];
}

/**
 * Acknowledges an alert for a person, together with the others of its incident that people were notified of. The first one
 * keeps it, and a resolved alert stays resolved. Throws NotFoundError.
 */
export function acknowledgeAlert(dependencies: ActDependencies, act: AlertAct): Promise<AlertActResult> {
  return actOnAlert(dependencies, act, { type: "acknowledge", by: act.actor });
}

/** Resolves an alert for a person, together with the others of its incident. Throws NotFoundError. */
export function resolveAlert(dependencies: ActDependencies, act: ResolveAct): Promise<AlertActResult> {
  return actOnAlert(dependencies, act, { type: "resolve", by: act.actor });
}

/** Gives an acknowledged alert back, with the others of its incident: nobody has it. Throws NotFoundError. */
export function releaseAlert(dependencies: ActDependencies, act: AlertAct): Promise<AlertActResult> {
  return actOnAlert(dependencies, act, { type: "release", by: act.actor });
}

/** Hands an open alert over to somebody else, with the others of its incident. Throws NotFoundError. */
export function handOverAlert(dependencies: ActDependencies, act: HandOverAct): Promise<AlertActResult> {
  return actOnAlert(dependencies, act, { type: "hand_over", by: act.actor, to: act.to });
}

/** Calls people to an open alert now. Throws NotFoundError. */
export function callToAlert(dependencies: ActDependencies, act: CallAct): Promise<AlertActResult> {
  return actOnAlert(dependencies, act, { type: "call", by: act.actor, mention: act.mention });
}

/** What people do to alerts. */
type PersonsInput = Extract<
  AlertInput,
  { readonly type: "acknowledge" | "resolve" | "release" | "hand_over" | "call" }
>;

async function actOnAlert(
  { database, runbooks }: ActDependencies,
  act: ResolveAct,
  input: PersonsInput,
): Promise<AlertActResult> {
  return database.withTenant(act.tenantId, async (transaction) => {
    const { tenantId, alertId, now } = act;
    const known = await findAlert(transaction, tenantId, alertId);
    if (known === null) throw new NotFoundError("alert", alertId);
    // Locked, so that two people who press at the same moment are served one after the other.
    const members = await lockIncidentAlerts(transaction, { tenantId, incidentId: incidentIdOf(known) });
    const asked = members.filter((member) => member.alertId === alertId);
    // One call is enough for all of them; those that people were not notified of end with the others, and no more.
    const others = members.filter(
      (member) =>
        member.alertId !== alertId && input.type !== "call" && (input.type === "resolve" || member.announced),
    );
    const changes = [...asked, ...others].flatMap((current) => stepOf(current, input, now));
    await write(transaction, changes, act, input.type);
    const card = await readAlertCard(transaction, act, runbooks, now);
    const alert = await findAlert(transaction, tenantId, alertId);
    if (card === null || alert === null) throw new NotFoundError("alert", alertId);
    return { outcome: changes.length > 0 ? "changed" : "unchanged", card, alert };
  });
}

/** What the act does to an alert; nothing where it is already in that state, or past it. */
function stepOf(current: Alert, input: PersonsInput, now: Date): Change[] {
  const outcome = transition(current, input, now);
  const { next, write: writes, transition: step, notify } = outcome;
  return next === null || writes === null || step === null ? [] : [{ current, row: next, step, notify }];
}

/** Writes what was done; one line in the thread reports it for all of them. */
async function write(
  transaction: Transaction,
  changes: readonly Change[],
  { actor, now, ending }: ResolveAct,
  verb: PersonsInput["type"],
): Promise<void> {
  const written = await updateAlerts(transaction, changes);
  const { cause = null, done = null } = ending ?? {};
  const said = { ...(cause !== null && { cause }), ...(done !== null && { done: redactValue(done) }) };
  const speaker = changes.find(({ notify }) => notify === "update_and_thread");
  const changed = changes.map((change) => {
    const alert = written.get(change.current.alertId);
    if (alert === undefined)
      throw new ConflictError(`Alert ${change.current.alertId} was changed by somebody else.`);
    const isSpeaker = change === speaker;
    const others = changes.length - 1;
    // What people say of it is kept with each alert, since each is remembered on its own.
    const detail = { ...change.step.detail, ...said, ...(isSpeaker && others > 0 && { others }) };
    const step = Object.keys(detail).length > 0 ? { ...change.step, detail } : change.step;
    return { alert, step, notify: change.notify === null || isSpeaker ? change.notify : "update" } as const;
  });
  await insertTransitions(transaction, changed, now);
  for (const { alert, step } of changed) {
    await insertAudit(transaction, {
      tenantId: alert.tenantId,
      actor: auditActor(actor),
      action: `alert.${verb}`,
      subject: alert.alertId,
      detail: { ruleId: alert.ruleId, from: step.from, to: step.to, version: alert.version },
      at: now,
    });
  }
  // The card stays where it was posted; an alert that was never announced has none.
  await notifyPeople(
    transaction,
    changed.map((one) => ({ ...one, channel: null })),
    now,
  );
}
