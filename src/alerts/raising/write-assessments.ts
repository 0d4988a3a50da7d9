import type { Transaction } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";
import type { Logger } from "../../logger.ts";
import { type JoinedIncident, joinIncidents, lockNights } from "../incidents/incident-store.ts";
import { lockNewestAlerts } from "../lifecycle/alert-store.ts";
import { insertAlerts, insertTransitions, updateAlerts } from "../lifecycle/alert-write-store.ts";
import { notifyPeople } from "../notify/notify-people.ts";
import { isGrave } from "../policy/first-call.ts";
import { USUAL_NOISE } from "../policy/noise.ts";
import { isWorse } from "../rulebook/is-worse.ts";
import { readSuppressors } from "../suppression/suppression-store.ts";
import type { TransitionOutcome } from "../transition/alert-state.ts";
import { askForDiagnoses } from "./ask-for-diagnoses.ts";
import { decideAssessments, type Judged, type Named } from "./decide-assessments.ts";

/** What an assessment did to its alert; null for nothing. */
export type AlertChange = NonNullable<TransitionOutcome["transition"]>["reason"] | "changed" | null;

/** What was written, and the assessments whose alerts somebody else wrote meanwhile: nothing of those is written. */
export interface WrittenAssessments {
  readonly changes: ReadonlyMap<Judged, AlertChange>;
  readonly lost: readonly Named[];
}

/** Applies assessments to their alerts, with the messages they call for, in this transaction. */
export async function writeAssessments(
  transaction: Transaction,
  batch: readonly Named[],
  now: Date,
  logger: Logger,
): Promise<WrittenAssessments> {
  const nights = await lockNights(transaction, batch.flatMap(runOf));
  const names = batch.map(({ about }) => about);
  const known = await lockNewestAlerts(transaction, names);
  const steps = decideAssessments(batch, known, await readSuppressors(transaction, names, now), now);

  const inserted = await insertAlerts(
    transaction,
    steps.flatMap(({ one, about, outcome: { next, write } }) => {
      const [run] = runOf({ one, about });
      const incidentRunId = run === undefined ? null : (nights.get(run.runId) ?? null);
      return write === "insert" && next !== null ? [{ about: { ...about, incidentRunId }, row: next }] : [];
    }),
  );
  const joined = await joinIncidents(
    transaction,
    [...inserted.values()].filter(({ incidentRunId }) => (incidentRunId ?? null) !== null),
  );
  const updated = await updateAlerts(
    transaction,
    steps.flatMap(({ about, outcome: { next, write } }) => {
      const current = known.get(about.fingerprint);
      return write === "update" && next !== null && current !== undefined ? [{ current, row: next }] : [];
    }),
  );
  const lost: Named[] = [];
  const written = steps.flatMap(({ one, about, outcome }) => {
    const current = known.get(about.fingerprint) ?? null;
    const alert =
      outcome.write === "insert" ? inserted.get(about.fingerprint) : updated.get(current?.alertId ?? "");
    if (alert !== undefined) {
      const incident = joined.get(alert.alertId) ?? null;
      if (incident !== null) alert.incidentId = incident.incidentId;
      return [{ one, outcome: withCall(outcome, one, { current, incident }), alert }];
    }
    lost.push({ one, about });
    return [];
  });
  for (const { one, outcome, alert } of written)
    if (outcome.write === "insert") await one.origin.drill?.onRaised(transaction, alert);
  await insertTransitions(
    transaction,
    written.flatMap(({ alert, outcome: { transition: step } }) => (step === null ? [] : [{ alert, step }])),
    now,
  );
  await askForDiagnoses(
    transaction,
    written.flatMap(({ one, alert, outcome: { transition: step } }) =>
      step?.reason === "fired" || step?.reason === "refired" || isAboutNewRun(known, one, alert)
        ? [alert]
        : [],
    ),
  );
  const told = await notifyPeople(
    transaction,
    written.map(({ one: { origin }, alert, outcome: { notify, transition: step } }) => ({
      alert,
      notify,
      worse: step?.detail?.["worse"] === true,
      channel: origin.channelOf(alert.severity),
      alsoNotify: origin.alsoNotify?.(alert.severity) ?? [],
      stormCards: (origin.noise ?? USUAL_NOISE).stormCards,
    })),
    now,
  );
  for (const [index, { one, alert }] of written.entries()) {
    if (told[index] === false) {
      const { tenantId, runId } = one.origin;
      logger.error("alert_without_channel", { tenantId, runId, errorCode: alert.ruleId });
    }
  }
  const changes = new Map<Judged, AlertChange>(
    written.map(({ one, outcome: { transition: step, notify } }) => [
      one,
      step !== null ? step.reason : notify === null ? null : "changed",
    ]),
  );
  return { changes, lost };
}

/** The run whose incident an alert belongs to; none for most. */
function runOf({ one: { origin }, about }: Named): { readonly tenantId: string; readonly runId: string }[] {
  const { tenantId, runId, joinsRun = false } = origin;
  return joinsRun && runId !== null && !about.drill ? [{ tenantId, runId }] : [];
}

/**
 * What its card, or its line in the thread, needs to know: whom to mention, which is everybody once about one occurrence;
 * and whether it is worse than what people know of the incident that it joins, so that it does not go unnoticed there.
 */
function withCall(
  outcome: TransitionOutcome,
  { origin }: Judged,
  { current, incident }: { readonly current: Alert | null; readonly incident: JoinedIncident | null },
): TransitionOutcome {
  const { next, transition: step, notify } = outcome;
  if (next === null || step === null || notify === null || notify === "update") return outcome;
  const before = incident?.before ?? (step.reason === "escalated" ? (current?.severity ?? null) : null);
  const isCalled = before === null || !isGrave(before);
  const calls = step.reason === "fired" || step.reason === "refired" || step.reason === "escalated";
  const mention = calls && isCalled ? (origin.callOf?.(next.severity) ?? []) : [];
  const worse = incident !== null && incident.before !== null && isWorse(next.severity, incident.before);
  const detail = { ...step.detail, ...(calls && { mention }), ...(worse && { worse }) };
  return { ...outcome, transition: { ...step, detail: Object.keys(detail).length > 0 ? detail : null } };
}

/** What the checks found is about an earlier run. */
function isAboutNewRun(known: ReadonlyMap<string, Alert>, { assessment }: Judged, alert: Alert): boolean {
  const before = known.get(alert.fingerprint);
  return assessment.finding !== null && before !== undefined && before.runId !== alert.runId;
}
