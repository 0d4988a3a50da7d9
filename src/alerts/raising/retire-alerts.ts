import type { Transaction } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";
import { lockOpenAlerts, lockOrphans } from "../lifecycle/alert-store.ts";
import { insertTransitions, updateAlerts } from "../lifecycle/alert-write-store.ts";
import { notifyPeople } from "../notify/notify-people.ts";
import { SYSTEM_ACTOR } from "../transition/alert-state.ts";
import { transition } from "../transition/transition.ts";

/** Ends the open alerts of a rule that somebody switched off or removed, since their condition is no longer judged. Returns how many. */
export async function retireAlerts(
  transaction: Transaction,
  { tenantId, ruleId, by }: { readonly tenantId: string; readonly ruleId: string; readonly by: string },
  now: Date,
): Promise<number> {
  return retire(transaction, await lockOpenAlerts(transaction, tenantId, ruleId), by, now);
}

/** The same for every rule that is off or gone: an evaluation in progress may have opened an alert meanwhile. */
export async function retireOrphans(transaction: Transaction, now: Date): Promise<number> {
  return retire(transaction, await lockOrphans(transaction), SYSTEM_ACTOR, now);
}

async function retire(
  transaction: Transaction,
  alerts: readonly Alert[],
  by: string,
  now: Date,
): Promise<number> {
  const outcomes = alerts.flatMap((current) => {
    const { next, transition: step, notify } = transition(current, { type: "retire", by }, now);
    return next === null || step === null ? [] : [{ current, row: next, step, notify }];
  });
  const written = await updateAlerts(transaction, outcomes);
  const ended = outcomes.flatMap(({ current, step, notify }) => {
    const alert = written.get(current.alertId);
    return alert === undefined ? [] : [{ alert, step, notify, channel: null }];
  });
  await insertTransitions(transaction, ended, now);
  await notifyPeople(transaction, ended, now);
  return ended.length;
}
