import type { Clock } from "../clock.ts";
import type { Database, Transaction } from "../database/database.ts";
import { askForJobs } from "../database/queue.ts";
import type { Alert } from "../entities/alert.ts";
import { SEVERITIES } from "../entities/vocabulary.ts";
import { ConflictError, errorCode } from "../errors.ts";
import { errorFields, type Logger } from "../logger.ts";
import type { AlertInput, Outcome } from "./alert-life.ts";
import { listOpenFingerprints, lockNewestAlerts } from "./alert-store.ts";
import { type AlertIdentity, insertAlerts, insertTransitions, updateAlerts } from "./alert-write-store.ts";
import { fingerprint } from "./evaluate-rules.ts";
import { inhibitingRules, inhibitionRank, nightOf } from "./inhibitions.ts";
import { type Noise, USUAL_NOISE } from "./noise.ts";
import type { NotifierName } from "./notifier.ts";
import { DIAGNOSE_QUEUE } from "./queues.ts";
import { type Cover, isQuiet, type OpenInhibitor, type Quiet, quietOf } from "./quiet.ts";
import { readCover } from "./quiet-store.ts";
import type { Assessment, Finding, RuleSettings } from "./rule.ts";
import { tellPeople } from "./tell-people.ts";
import { transition } from "./transition.ts";

/** What raising alerts needs. */
export interface RaiseDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Where an assessment comes from. */
export interface AssessmentOrigin {
  readonly tenantId: string;
  /** Null when it is about no run. */
  readonly runId: string | null;
  /** The channel an alert of this severity belongs in, or null. */
  readonly channelOf: (severity: Finding["severity"]) => string | null;
  /** Who else hears of an alert of this severity, outside Slack; nobody when absent. */
  readonly alsoTell?: (severity: Finding["severity"]) => readonly NotifierName[];
  /** An alert that has been found or resolved since this moment rests on newer evidence and stays; null: this is the newest. */
  readonly supersededAt: Date | null;
  /** The drill it is raised for: an alert of its own beside any true one, which nothing keeps quiet. */
  readonly drill?: {
    readonly drillId: string;
    /** Writes what belongs to it in the transaction that raises it, before anybody is told. */
    readonly onRaised: (transaction: Transaction, alert: Alert) => Promise<void>;
  };
  /** Where the tenant's patience ends; as usual when absent. */
  readonly noise?: Noise;
}

/** An assessment that is to be brought to its alert. */
export interface Judged {
  readonly assessment: Assessment;
  readonly rule: Pick<RuleSettings, "cooldownMinutes" | "keepFiringMinutes" | "forDurationMinutes">;
  readonly origin: AssessmentOrigin;
}

/** What an assessment did to its alert; null when nothing. */
export type AlertChange = NonNullable<Outcome["transition"]>["reason"] | "changed" | null;

/** Somebody else may write at the same time; each attempt sees what the winner wrote. */
const MAX_ATTEMPTS = 6;
/** Compare-and-set, unique violation, serialization failure, deadlock. */
const LOST_RACES = ["conflict", "23505", "40001", "40P01"];
/** Brought in one transaction at most. */
const BATCH = 5_000;

/** Brings an assessment to its alert, with the messages it calls for, in one transaction. */
export async function recordAssessment(
  dependencies: RaiseDependencies,
  assessment: Assessment,
  rule: Judged["rule"],
  origin: AssessmentOrigin,
): Promise<AlertChange> {
  const [change = null] = await recordAssessments(dependencies, [{ assessment, rule, origin }]);
  return change;
}

/**
 * The same for any number of assessments, of any tenants: up to some thousands all or none, in a number of queries that
 * does not depend on how many they are. Returns what became of each.
 */
export async function recordAssessments(
  { database, clock, logger }: RaiseDependencies,
  judged: readonly Judged[],
): Promise<AlertChange[]> {
  if (judged.length === 0) return [];
  const changes = new Map<Judged, AlertChange>();
  const named = judged.map((one) => ({ one, about: identityOf(one) }));
  // What is fine and was fine needs no further look, and that is nearly all.
  const tenantIds = new Set(judged.map(({ origin }) => origin.tenantId));
  const open = await database.withService((transaction) => listOpenFingerprints(transaction, [...tenantIds]));
  const looked = named.filter(
    ({ one, about }) => one.assessment.finding !== null || open.has(about.fingerprint),
  );
  // What explains others comes first, so that they are quiet from the start.
  const ordered = looked.toSorted(
    (one, other) => inhibitionRank(one.about.ruleId) - inhibitionRank(other.about.ruleId),
  );
  for (let from = 0; from < ordered.length; from += BATCH) {
    await recordBatch(ordered.slice(from, from + BATCH));
  }
  return judged.map((one) => changes.get(one) ?? null);

  async function recordBatch(batch: readonly Named[]): Promise<void> {
    let left = batch;
    for (let attempt = 1; left.length > 0; attempt += 1) {
      let cause: unknown;
      try {
        const lost: Named[] = [];
        const done = await database.withService((transaction) =>
          attemptBatch(transaction, left, lost, clock(), logger),
        );
        for (const [one, change] of done) changes.set(one, change);
        left = lost;
      } catch (error) {
        if (!LOST_RACES.includes(errorCode(error))) throw error;
        cause = error;
      }
      if (left.length === 0) return;
      const [first] = left;
      if (attempt === MAX_ATTEMPTS && first !== undefined) {
        throw new ConflictError(
          `Alert ${first.about.ruleId} of ${first.about.tenantId} kept changing; the next evaluation tries again.`,
          { cause },
        );
      }
      logger.debug("alert_race_lost", errorFields(cause));
    }
  }
}

/** An assessment and the alert it is about. */
interface Named {
  readonly one: Judged;
  readonly about: AlertIdentity & { readonly drill: boolean };
}

/** What becomes of the alert. */
interface Step extends Named {
  readonly outcome: Outcome;
}

/** `lost` receives those whose alert somebody else wrote meanwhile; nothing of them is written. */
async function attemptBatch(
  transaction: Transaction,
  batch: readonly Named[],
  lost: Named[],
  now: Date,
  logger: Logger,
): Promise<ReadonlyMap<Judged, AlertChange>> {
  const names = batch.map(({ about }) => about);
  const known = await lockNewestAlerts(transaction, names);
  const steps = decide(batch, known, await readCover(transaction, names, now), now);

  const inserted = await insertAlerts(
    transaction,
    steps.flatMap(({ about, outcome: { next, write } }) =>
      write === "insert" && next !== null ? [{ about, row: next }] : [],
    ),
  );
  const updated = await updateAlerts(
    transaction,
    steps.flatMap(({ about, outcome: { next, write } }) => {
      const current = known.get(about.fingerprint);
      return write === "update" && next !== null && current !== undefined ? [{ current, row: next }] : [];
    }),
  );
  const written = steps.flatMap(({ one, about, outcome }) => {
    const current = known.get(about.fingerprint);
    const alert =
      outcome.write === "insert" ? inserted.get(about.fingerprint) : updated.get(current?.alertId ?? "");
    if (alert !== undefined) return [{ one, outcome, alert }];
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
    written.flatMap(({ alert, outcome: { transition: step } }) =>
      step?.reason === "fired" || step?.reason === "refired" ? [alert] : [],
    ),
  );
  const told = await tellPeople(
    transaction,
    written.map(({ one: { origin }, alert, outcome: { notify } }) => ({
      alert,
      notify,
      channel: origin.channelOf(alert.severity),
      alsoTell: origin.alsoTell?.(alert.severity) ?? [],
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
  return new Map(
    written.map(({ one, outcome: { transition: step, notify } }) => [
      one,
      step !== null ? step.reason : notify === null ? null : "changed",
    ]),
  );
}

/** What becomes of each alert, one after the other, since one that opens may keep the next one quiet. */
function decide(batch: readonly Named[], known: ReadonlyMap<string, Alert>, cover: Cover, now: Date): Step[] {
  const open = new Map([...cover.open].map(([tenantId, own]) => [tenantId, [...own]]));
  const inhibiting = new Set(inhibitingRules());
  const steps: Step[] = [];
  for (const { one, about } of batch) {
    const { assessment, origin } = one;
    const current = known.get(about.fingerprint) ?? null;
    if (origin.supersededAt !== null && current !== null && lastTouched(current) >= origin.supersededAt) {
      continue;
    }
    const isOpen = current !== null && current.state !== "resolved";
    const subject = {
      ...about,
      drill: about.drill ?? false,
      runId: origin.runId,
      night: nightOfAlert(assessment, current),
    };
    const quiet = quietOf(
      subject,
      { ...cover, open },
      (assessment.finding === null) === isOpen,
      origin.noise ?? USUAL_NOISE,
      now,
    );
    const outcome = transition(current, inputOf(one, quiet, current), now);
    if (outcome.next === null || outcome.write === null) continue;
    steps.push({ one, about, outcome });
    if (inhibiting.has(about.ruleId) && !about.drill) {
      const others = (open.get(about.tenantId) ?? []).filter(({ alertId }) => alertId !== current?.alertId);
      const { state } = outcome.next;
      const mark: OpenInhibitor[] =
        state === "firing" || state === "acknowledged"
          ? [{ ...subject, alertId: current?.alertId ?? about.fingerprint }]
          : [];
      open.set(about.tenantId, [...others, ...mark]);
    }
  }
  return steps;
}

function inputOf(
  { assessment: { finding }, rule, origin }: Judged,
  quiet: Quiet,
  current: Alert | null,
): AlertInput {
  const { cooldownMinutes, keepFiringMinutes, forDurationMinutes } = rule;
  if (finding === null) {
    // The end of what another alert explains is as little news as its beginning.
    const silenced = quiet.steadiness !== "steady" || quiet.inhibitedBy !== null;
    return { type: "clear", keepFiringMinutes, silenced };
  }
  const isWorse =
    current !== null && SEVERITIES.indexOf(finding.severity) < SEVERITIES.indexOf(current.severity);
  return {
    type: "finding",
    finding: { ...finding, facts: asStored(finding.facts) },
    runId: origin.runId,
    cooldownMinutes,
    forDurationMinutes,
    silenced: isQuiet(quiet, isWorse),
    ...(quiet.steadiness === "begins" && { detail: { flapping: true } }),
  };
}

/** A drill's alert never meets the true one of its rule and subject. */
function identityOf({ assessment, origin: { tenantId, drill } }: Judged): Named["about"] {
  const { ruleId, subject } = assessment;
  const own = fingerprint(assessment, tenantId);
  return drill === undefined
    ? { tenantId, ruleId, subject, fingerprint: own, drill: false }
    : { tenantId, ruleId, subject, fingerprint: `${own}:drill:${drill.drillId}`, drill: true };
}

/** An alert that ends has no finding any more, but it knows which night it was about. */
function nightOfAlert({ finding }: Assessment, current: Alert | null): string | null {
  return nightOf(finding?.facts ?? current?.facts ?? {});
}

async function askForDiagnoses(
  transaction: Transaction,
  alerts: readonly Pick<Alert, "tenantId" | "alertId">[],
): Promise<void> {
  await askForJobs(
    transaction,
    DIAGNOSE_QUEUE,
    alerts.map(({ tenantId, alertId }) => ({ tenantId, alertId, key: alertId })),
  );
}

function lastTouched({ lastSeenAt, resolvedAt }: Pick<Alert, "lastSeenAt" | "resolvedAt">): Date {
  return resolvedAt !== null && resolvedAt > lastSeenAt ? resolvedAt : lastSeenAt;
}

/** Facts as the database gives them back, so that the same facts are no news: JSON knows neither NaN nor -0. */
function asStored(facts: Finding["facts"]): Finding["facts"] {
  const stored: Record<string, string | number | null> = {};
  for (const [name, value] of Object.entries(facts)) {
    stored[name] = typeof value !== "number" ? value : Number.isFinite(value) ? value + 0 : null;
  }
  return stored;
}
