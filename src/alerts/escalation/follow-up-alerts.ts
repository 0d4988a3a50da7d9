import type { Transaction } from "../../database/database.ts";
import { listTenantRows, readSettings } from "../../database/tenants/tenant-store.ts";
import type { Alert } from "../../entities/alert.ts";
import type { Severity } from "../../entities/vocabulary.ts";
import { errorFields } from "../../logger.ts";
import type { NotifierName } from "../../messages/notifier.ts";
import { wantMessages } from "../../messages/outbox-store.ts";
import { type Incident, incidentIdOf, incidentOf } from "../incidents/incident.ts";
import { listAlertsToFollowUp } from "../lifecycle/alert-store.ts";
import { insertTransitions, updateAlerts } from "../lifecycle/alert-write-store.ts";
import { callMessage } from "../notify/call-note.ts";
import { notifyPeople } from "../notify/notify-people.ts";
import { decideEscalation, type EscalationPolicy } from "../policy/decide-escalation.ts";
import { firstCall } from "../policy/first-call.ts";
import { type Noise, USUAL_NOISE } from "../policy/noise.ts";
import { alertChannel, alertNotifiers, type RoutingPolicy } from "../policy/routing.ts";
import type { RaiseDependencies } from "../raising/record-assessment.ts";
import { PLATFORM_TENANT } from "../rulebook/platform-rule-table.ts";
import { findRuleTopic } from "../rules/rule-catalogue.ts";
import { nightOf } from "../suppression/inhibitions.ts";
import { listEndedSilences } from "../suppression/silence-store.ts";
import { matchesSilence } from "../suppression/silence-window.ts";
import { isSuppressed, suppressionOf } from "../suppression/suppression.ts";
import { readSuppressors } from "../suppression/suppression-store.ts";
import type { AlertInput, TransitionOutcome } from "../transition/alert-state.ts";
import { transition } from "../transition/transition.ts";
import { type EscalationProgress, NO_STEPS, readEscalations } from "./escalation-store.ts";

/** The parts of a tenant's policy that apply to its alerts. */
interface AlertPolicy {
  readonly routing: RoutingPolicy;
  readonly notifiers: Parameters<typeof alertNotifiers>[1]["notifiers"];
  readonly escalation: EscalationPolicy;
  readonly noise: Noise;
}

/** Who is notified by a step of an escalation, besides the alert's thread. */
interface Call {
  readonly notifiers: readonly NotifierName[];
  readonly channel?: string | undefined;
}

/** Where alerts about the installation go, and whom they call, by Slack id. */
interface PlatformPeople {
  readonly channel: string;
  readonly call: readonly string[];
}

/** The installation's own alerts are escalated like a tenant's by default. */
const platformEscalation = (call: readonly string[]): EscalationPolicy => ({
  mttaMinutes: 10,
  severities: ["critical", "high"],
  steps: [{ mention: call }],
  reminderMinutes: 120,
});

/** What to do about an alert. `call`: who is notified besides its thread; null for the alert's usual notifiers. */
interface Due {
  readonly current: Alert;
  readonly input: AlertInput;
  readonly call: Call | null;
  readonly policies: AlertPolicy;
}

/**
 * Follows up the open alerts: announces those that nothing suppresses any more, escalates those that nobody acknowledged,
 * and reminds people of those they acknowledged long ago. Each step is a transition, so running it again, or twice at once,
 * repeats nothing. The number of queries does not depend on the number of alerts. A tenant whose alerts cannot be followed
 * up is logged and does not stop the others. Returns how many alerts were changed.
 */
export async function followUpAlerts(
  dependencies: RaiseDependencies,
  platform: PlatformPeople,
): Promise<number> {
  const { database, clock, logger } = dependencies;
  const now = clock();
  const due = await database.withService((transaction) =>
    whatIsDue(transaction, dependencies, platform, now),
  );
  if (due.length === 0) return 0;
  try {
    return await take(dependencies, due, now);
  } catch (cause) {
    logger.warn("alerts_minded_tenant_by_tenant", errorFields(cause));
  }
  let changed = 0;
  for (const [tenantId, own] of Map.groupBy(due, ({ current }) => current.tenantId)) {
    try {
      changed += await take(dependencies, own, now);
    } catch (error) {
      logger.error("alert_not_minded", { ...errorFields(error), tenantId });
    }
  }
  return changed;
}

async function whatIsDue(
  transaction: Transaction,
  dependencies: RaiseDependencies,
  platform: PlatformPeople,
  now: Date,
): Promise<Due[]> {
  const alerts = await listAlertsToFollowUp(transaction);
  if (alerts.length === 0) return [];
  const policies = await readPolicies(transaction, alerts, dependencies, platform);
  const cover = await readSuppressors(transaction, alerts, now);
  const progress = await readEscalations(transaction, alerts);
  const heard = alerts.flatMap((current): Pick<Due, "current" | "policies">[] => {
    const own = policies.get(current.tenantId);
    if (own === undefined) return [];
    const { tenantId, ruleId, subject, runId, fingerprint, drill = false, facts } = current;
    const covered = { tenantId, ruleId, subject, runId, fingerprint, drill, night: nightOf(facts) };
    return isSuppressed(suppressionOf(covered, cover, { isChange: false, noise: own.noise }, now), false)
      ? []
      : [{ current, policies: own }];
  });
  const ended = await listEndedSilences(
    transaction,
    [...new Set(alerts.map(({ tenantId }) => tenantId))],
    new Date(now.getTime() - REMEMBERED_MS),
    now,
  );
  const isBack = (alert: Alert) => {
    const toldAt = progress.get(alert.alertId)?.since ?? alert.firedAt;
    return ended.some(
      (silence) =>
        alert.drill !== true &&
        silence.tenantId === alert.tenantId &&
        silence.endsAt > toldAt &&
        matchesSilence(silence, alert),
    );
  };
  const incidents = Map.groupBy(heard, ({ current }) => `${current.tenantId} ${incidentIdOf(current)}`);
  return [...incidents.values()].flatMap((own) => dueOf(own, { progress, isBack }, now));
}

/** A silence that ran out longer ago is not news any more. */
const REMEMBERED_MS = 24 * 60 * 60_000;

/** What is due of an incident: each alert is announced on its own, but its people are called once for all of them. */
function dueOf(
  heard: readonly Pick<Due, "current" | "policies">[],
  {
    progress,
    isBack,
  }: {
    readonly progress: ReadonlyMap<string, EscalationProgress>;
    /** Whether a silence that covered an alert ran out since people were last notified of it. */
    readonly isBack: (alert: Alert) => boolean;
  },
  now: Date,
): Due[] {
  const [waiting, announced] = partition(
    heard,
    ({ current }) => !current.announced || current.updatePending || isBack(current),
  );
  const announcements = waiting.map((one) => {
    const mention = firstCall(one.current.severity, one.policies.escalation);
    return { ...one, input: { type: "announce", again: true, detail: { mention } } as const, call: null };
  });
  const incident = incidentOf(announced.map(({ current }) => ({ alert: current, silenced: false })));
  const lead = announced
    .filter(({ current }) => current.state === incident?.state)
    .toSorted((one, other) => orderIn(incident, one.current) - orderIn(incident, other.current))[0];
  if (lead === undefined || incident === null) return announcements;
  const steps = announced
    .filter(({ current }) => current.state === incident.state)
    .map(({ current }) => ({ firedAt: current.firedAt, ...(progress.get(current.alertId) ?? NO_STEPS) }));
  const due = stepOf(
    { alert: lead.current, severity: incident.severity, progress: furthest(steps) },
    lead.policies.escalation,
    now,
  );
  return due === null ? announcements : [...announcements, { ...lead, ...due }];
}

function partition<One>(all: readonly One[], is: (one: One) => boolean): readonly [One[], One[]] {
  return [all.filter(is), all.filter((one) => !is(one))];
}

function orderIn(incident: Incident | null, { alertId }: Alert): number {
  return incident?.leader.alertId === alertId
    ? -1
    : (incident?.others.findIndex(({ alert }) => alert.alertId === alertId) ?? -1);
}

/** How far an incident was escalated: since its oldest alert that nobody has acknowledged, by whichever alert called people. */
function furthest(steps: readonly (EscalationProgress & { readonly firedAt: Date })[]): EscalationProgress {
  const latest = (dates: readonly (Date | null)[]) =>
    dates.reduce<Date | null>((last, at) => (at !== null && (last === null || at > last) ? at : last), null);
  const since = steps
    .map((one) => one.since ?? one.firedAt)
    .toSorted((one, other) => one.getTime() - other.getTime());
  return {
    since: since[0] ?? null,
    stepsDone: steps.reduce((sum, { stepsDone }) => sum + stepsDone, 0),
    lastStepAt: latest(steps.map(({ lastStepAt }) => lastStepAt)),
    lastReminderAt: latest(steps.map(({ lastReminderAt }) => lastReminderAt)),
  };
}

/** Policies by tenant; a tenant whose policy cannot be read is left out. */
async function readPolicies(
  transaction: Transaction,
  alerts: readonly Alert[],
  { logger }: RaiseDependencies,
  platform: PlatformPeople,
): Promise<ReadonlyMap<string, AlertPolicy>> {
  const tenantIds = [...new Set(alerts.map(({ tenantId }) => tenantId))];
  const policies = new Map<string, AlertPolicy>([
    [
      PLATFORM_TENANT,
      {
        routing: { alertChannel: platform.channel, qaChannel: null },
        notifiers: {},
        escalation: platformEscalation(platform.call),
        noise: USUAL_NOISE,
      },
    ],
  ]);
  for (const row of await listTenantRows(transaction, tenantIds)) {
    try {
      const { policy } = readSettings(row);
      const { notifiers, escalation, noise } = policy;
      policies.set(row.tenantId, { routing: policy, notifiers, escalation, noise });
    } catch (error) {
      logger.error("alert_not_minded", { ...errorFields(error), tenantId: row.tenantId });
    }
  }
  return policies;
}

function stepOf(
  {
    alert: { state, firedAt, acknowledgedAt, acknowledgedBy },
    severity,
    progress: { since, ...done },
  }: { readonly alert: Alert; readonly severity: Severity; readonly progress: EscalationProgress },
  policy: EscalationPolicy,
  now: Date,
): Pick<Due, "input" | "call"> | null {
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

/** Takes the steps, except for alerts that somebody has changed meanwhile: the next pass sees the change. */
async function take(
  { database, logger }: RaiseDependencies,
  due: readonly Due[],
  now: Date,
): Promise<number> {
  const steps = due.flatMap((one) => {
    const { next, transition: step, notify } = transition(one.current, one.input, now);
    return next === null || step === null ? [] : [{ ...one, row: next, step, notify }];
  });
  return database.withService(async (transaction) => {
    const written = await updateAlerts(transaction, steps);
    const taken = steps.flatMap((one) => {
      const alert = written.get(one.current.alertId);
      return alert === undefined ? [] : [{ ...one, alert }];
    });
    await insertTransitions(transaction, taken, now);
    const told = await notifyPeople(transaction, taken.map(requestOf), now);
    const calls = taken.flatMap(({ alert, call }) =>
      call?.channel === undefined ? [] : [callMessage(alert, call.channel)],
    );
    await wantMessages(transaction, calls, now);
    for (const [index, { alert, step }] of taken.entries()) {
      const { tenantId, ruleId } = alert;
      if (told[index] === false) logger.error("alert_without_channel", { tenantId, errorCode: ruleId });
      logger.info("alert_changed", { tenantId, status: step.reason, errorCode: ruleId });
    }
    return taken.length;
  });
}

function requestOf({
  alert,
  notify,
  call,
  policies,
}: Due & { readonly alert: Alert; readonly notify: TransitionOutcome["notify"] }) {
  const { severity, ruleId } = alert;
  const { routing, notifiers, noise } = policies;
  return {
    alert,
    notify,
    channel: alertChannel({ severity, topic: findRuleTopic(ruleId) }, routing),
    alsoNotify: call?.notifiers ?? alertNotifiers({ severity, ruleId }, { ...(notifiers && { notifiers }) }),
    stormCards: noise.stormCards,
  };
}
