import type { Transaction } from "../database/database.ts";
import { readTenant } from "../database/tenant-store.ts";
import type { Alert } from "../entities/alert.ts";
import { errorFields } from "../logger.ts";
import { insertTransition, lockAlert, updateAlert } from "./alert-store.ts";
import { wantCall } from "./call-note.ts";
import { decideEscalation, type EscalationPolicy } from "./escalation.ts";
import { listAlertsToMind, readEscalation } from "./escalation-store.ts";
import type { NotifierName } from "./notifier.ts";
import { PLATFORM_TENANT } from "./platform-rules.ts";
import { isQuiet, readQuiet } from "./quiet-store.ts";
import type { RaiseDependencies } from "./record-assessment.ts";
import { alertChannel, alertNotifiers, type RoutingPolicy } from "./routing.ts";
import { RULES } from "./rules.ts";
import { tellPeople } from "./tell-people.ts";
import { type AlertInput, transition } from "./transition.ts";

/** What a tenant's policy says about its alerts. */
interface Manners {
  readonly routing: RoutingPolicy;
  readonly notifiers: Parameters<typeof alertNotifiers>[1]["notifiers"];
  readonly escalation: EscalationPolicy;
}

/** Whom a step of an escalation tells besides the alert's thread. */
interface Call {
  readonly notifiers: readonly NotifierName[];
  readonly channel?: string | undefined;
}

/** The installation's own alerts are escalated like everybody's by default. */
const PLATFORM_ESCALATION: EscalationPolicy = {
  mttaMinutes: 10,
  severities: ["critical", "high"],
  steps: [{ mention: [] }],
  reminderMinutes: 120,
};

/**
 * Looks after the open alerts: those that nothing covers any more are told, those nobody acknowledged are escalated, and
 * whoever has one for long is asked after it. Each step is a transition, so doing it again, or twice at once, repeats
 * nothing. An alert that cannot be looked after is logged and does not stop the others. Returns how many were changed.
 */
export async function mindAlerts(dependencies: RaiseDependencies, platformChannel: string): Promise<number> {
  const { database, logger } = dependencies;
  const manners = new Map<string, Manners>();
  let changed = 0;
  for (const { tenantId, alertId } of await database.withService(listAlertsToMind)) {
    try {
      let known = manners.get(tenantId);
      if (known === undefined) {
        known = await readManners(dependencies, tenantId, platformChannel);
        manners.set(tenantId, known);
      }
      if (await mindAlert(dependencies, { tenantId, alertId }, known)) changed += 1;
    } catch (error) {
      logger.error("alert_not_minded", { ...errorFields(error), tenantId });
    }
  }
  return changed;
}

async function readManners(
  { database }: RaiseDependencies,
  tenantId: string,
  platformChannel: string,
): Promise<Manners> {
  if (tenantId === PLATFORM_TENANT) {
    const routing = { alertChannel: platformChannel, qaChannel: null };
    return { routing, notifiers: {}, escalation: PLATFORM_ESCALATION };
  }
  const { policy } = await readTenant(database, tenantId);
  return { routing: policy, notifiers: policy.notifiers, escalation: policy.escalation };
}

async function mindAlert(
  { database, clock, logger }: RaiseDependencies,
  { tenantId, alertId }: { readonly tenantId: string; readonly alertId: string },
  { routing, notifiers, escalation }: Manners,
): Promise<boolean> {
  return database.withTenant(tenantId, async (transaction) => {
    const current = await lockAlert(transaction, tenantId, alertId);
    if (current === null) return false;
    const now = clock();
    const due = await whatIsDue(transaction, current, escalation, now);
    if (due === null) return false;
    const { next, write, transition: step, notify } = transition(current, due.input, now);
    if (next === null || write === null || step === null) return false;
    const alert = await updateAlert(transaction, current, next);
    await insertTransition(transaction, alert, step, now);
    const { ruleId, severity } = alert;
    const topic = RULES.find(({ id }) => id === ruleId)?.topic ?? "operations";
    const alsoTell: readonly NotifierName[] =
      due.call === null
        ? alertNotifiers({ severity, ruleId }, { ...(notifiers && { notifiers }) })
        : due.call.notifiers;
    const channel = alertChannel({ severity, topic }, routing);
    if (!(await tellPeople(transaction, alert, notify, channel, now, alsoTell)))
      logger.error("alert_without_channel", { tenantId, errorCode: ruleId });
    if (due.call?.channel !== undefined) await wantCall(transaction, alert, due.call.channel, now);
    logger.info("alert_changed", { tenantId, status: step.reason, errorCode: ruleId });
    return true;
  });
}

/** `call`: whom a step tells besides the alert's thread; null when it is told like any other. */
async function whatIsDue(
  transaction: Transaction,
  alert: Alert,
  policy: EscalationPolicy,
  now: Date,
): Promise<{ readonly input: AlertInput; readonly call: Call | null } | null> {
  if (isQuiet(await readQuiet(transaction, alert, false, now), false)) return null;
  if (!alert.told || alert.unheard) return { input: { type: "wake" }, call: null };
  const { since, ...done } = await readEscalation(transaction, alert.tenantId, alert.alertId);
  const { state, severity, firedAt, acknowledgedAt, acknowledgedBy } = alert;
  const subject = { state, severity, acknowledgedAt, acknowledgedBy, ...done, since: since ?? firedAt };
  const decision = decideEscalation(subject, policy, now);
  if (decision === null) return null;
  const { minutes } = decision;
  if (decision.type === "remind") {
    return {
      input: { type: "remind", detail: { mention: decision.mention, minutes } },
      call: { notifiers: [] },
    };
  }
  const { call, step } = decision;
  const { mention, channel, notifier } = call;
  const detail = { step, mention, channel: channel ?? null, notifier: notifier ?? null, minutes };
  return {
    input: { type: "nudge", detail },
    call: { notifiers: notifier === undefined ? [] : [notifier], channel },
  };
}
