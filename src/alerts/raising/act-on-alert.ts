import type { Database, Transaction } from "../../database/database.ts";
import { auditActor } from "../../database/tenants/audit-actor.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import type { Alert } from "../../entities/alert.ts";
import { NotFoundError } from "../../errors.ts";
import { readAlertCard } from "../cards/alert-card-store.ts";
import { lockAlert } from "../lifecycle/alert-store.ts";
import { insertTransitions, updateAlert } from "../lifecycle/alert-write-store.ts";
import { notifyPeople } from "../notify/notify-people.ts";
import type { Runbook } from "../runbooks/runbook.ts";
import { transition } from "../transition/transition.ts";
import type { AlertAct, AlertActResult } from "./alert-act.ts";

export interface ActDependencies {
  readonly database: Database;
  readonly runbooks: readonly Runbook[];
}

/** Acknowledges an alert for a person. The first one keeps it, and a resolved alert stays resolved. Throws NotFoundError. */
export function acknowledgeAlert(dependencies: ActDependencies, act: AlertAct): Promise<AlertActResult> {
  return actOnAlert(dependencies, act, "acknowledge");
}

/** Resolves an alert for a person. Throws NotFoundError. */
export function resolveAlert(dependencies: ActDependencies, act: AlertAct): Promise<AlertActResult> {
  return actOnAlert(dependencies, act, "resolve");
}

async function actOnAlert(
  { database, runbooks }: ActDependencies,
  act: AlertAct,
  verb: "acknowledge" | "resolve",
): Promise<AlertActResult> {
  return database.withTenant(act.tenantId, async (transaction) => {
    // Locked, so that two people who press at the same moment are served one after the other.
    const current = await lockAlert(transaction, act.tenantId, act.alertId);
    if (current === null) throw new NotFoundError("alert", act.alertId);
    const outcome = (await write(transaction, current, act, verb)) ? "changed" : "unchanged";
    const card = await readAlertCard(transaction, act, runbooks, act.now);
    if (card === null) throw new NotFoundError("alert", act.alertId);
    return { outcome, card };
  });
}

async function write(
  transaction: Transaction,
  current: Alert,
  { actor, now }: AlertAct,
  verb: "acknowledge" | "resolve",
): Promise<boolean> {
  const {
    next,
    write: writes,
    transition: step,
    notify,
  } = transition(current, { type: verb, by: actor }, now);
  if (next === null || writes === null || step === null) return false;
  const alert = await updateAlert(transaction, current, next);
  await insertTransitions(transaction, [{ alert, step }], now);
  await insertAudit(transaction, {
    tenantId: alert.tenantId,
    actor: auditActor(actor),
    action: `alert.${verb}`,
    subject: alert.alertId,
    detail: { ruleId: alert.ruleId, from: step.from, to: step.to, version: alert.version },
    at: now,
  });
  // The card stays where it was posted; an alert that was never announced has none.
  await notifyPeople(transaction, [{ alert, notify, channel: null }], now);
  return true;
}
