import type { Clock } from "../clock.ts";
import type { Database, Transaction } from "../database/database.ts";
import { askForJob } from "../database/queue.ts";
import type { Alert } from "../entities/alert.ts";
import { SEVERITIES } from "../entities/vocabulary.ts";
import { ConflictError, errorCode } from "../errors.ts";
import { errorFields, type Logger } from "../logger.ts";
import { insertAlert, insertTransition, lockNewestAlert, updateAlert } from "./alert-store.ts";
import { fingerprint } from "./evaluate-rules.ts";
import type { NotifierName } from "./notifier.ts";
import { DIAGNOSE_QUEUE } from "./queues.ts";
import { isQuiet, NOT_QUIET, type Quiet, readQuiet } from "./quiet-store.ts";
import type { Assessment, Finding, RuleSettings } from "./rule.ts";
import { tellPeople } from "./tell-people.ts";
import { type AlertInput, type AlertRow, type Outcome, transition } from "./transition.ts";

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
}

/** Somebody else may write at the same time; each attempt sees what the winner wrote. */
const MAX_ATTEMPTS = 6;
/** Compare-and-set, unique violation, serialization failure, deadlock. */
const LOST_RACES = ["conflict", "23505", "40001", "40P01"];

/**
 * Brings an assessment to its alert, with the messages it calls for, in one transaction. Returns what happened to the
 * alert, or null when nothing did.
 */
export async function recordAssessment(
  { database, clock, logger }: RaiseDependencies,
  assessment: Assessment,
  rule: Pick<RuleSettings, "cooldownMinutes" | "keepFiringMinutes" | "forDurationMinutes">,
  origin: AssessmentOrigin,
): Promise<NonNullable<Outcome["transition"]>["reason"] | "changed" | null> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptOnce();
    } catch (error) {
      if (!LOST_RACES.includes(errorCode(error))) throw error;
      if (attempt === MAX_ATTEMPTS) {
        throw new ConflictError(
          `Alert ${assessment.ruleId} of ${origin.tenantId} kept changing; the next evaluation tries again.`,
          { cause: error },
        );
      }
      logger.debug("alert_race_lost", { ...errorFields(error), tenantId: origin.tenantId });
    }
  }

  function attemptOnce() {
    const { tenantId, runId, channelOf, supersededAt } = origin;
    const { ruleId, subject } = assessment;
    const about = { tenantId, ruleId, subject, ...identityOf(assessment, origin) };
    return database.withTenant(tenantId, async (transaction) => {
      const now = clock();
      const current = await lockNewestAlert(transaction, tenantId, about.fingerprint);
      if (supersededAt !== null && current !== null && lastTouched(current) >= supersededAt) return null;
      const quiet = await quietOf(transaction, current);
      const {
        next,
        write,
        transition: step,
        notify,
      } = transition(current, inputOf(assessment, quiet, current), now);
      if (next === null || write === null) return null;
      const alert =
        write === "insert" || current === null
          ? await insertAlert(transaction, about, next)
          : await updateAlert(transaction, current, next);
      if (step !== null) await insertTransition(transaction, alert, step, now);
      if (write === "insert") await origin.drill?.onRaised(transaction, alert);
      if (step?.reason === "fired" || step?.reason === "refired") await askForDiagnosis(transaction, alert);
      if (
        !(await tellPeople(
          transaction,
          alert,
          notify,
          channelOf(alert.severity),
          now,
          origin.alsoTell?.(alert.severity),
        ))
      ) {
        logger.error("alert_without_channel", { tenantId, runId, errorCode: ruleId });
      }
      if (step !== null) return step.reason;
      return notify === null ? null : "changed";
    });
  }

  /** What is fine and was fine needs no look. */
  async function quietOf(transaction: Transaction, current: Alert | null): Promise<Quiet> {
    const { ruleId, subject, finding } = assessment;
    if (finding === null && (current === null || current.state === "resolved")) return NOT_QUIET;
    if (origin.drill !== undefined) return NOT_QUIET;
    const { tenantId, runId } = origin;
    const isOpen = current !== null && current.state !== "resolved";
    const isChange = (finding === null) === isOpen;
    return readQuiet(
      transaction,
      { tenantId, ruleId, subject, runId, fingerprint: fingerprint(assessment, tenantId) },
      isChange,
      clock(),
    );
  }

  function inputOf({ finding }: Assessment, quiet: Quiet, current: Alert | null): AlertInput {
    const { cooldownMinutes, keepFiringMinutes, forDurationMinutes } = rule;
    if (finding === null) {
      return { type: "clear", keepFiringMinutes, silenced: quiet.steadiness !== "steady" };
    }
    const { runId } = origin;
    const isWorse =
      current !== null && SEVERITIES.indexOf(finding.severity) < SEVERITIES.indexOf(current.severity);
    return {
      // A run that ended is judged at once, and one under way not before its duration (see evaluate-rules.ts).
      forDurationMinutes: runId === null ? forDurationMinutes : 0,
      silenced: isQuiet(quiet, isWorse),
      ...(quiet.steadiness === "begins" && { detail: { flapping: true } }),
      type: "finding",
      finding: { ...finding, facts: asStored(finding.facts) },
      runId,
      cooldownMinutes,
    };
  }
}

/** A drill's alert never meets the true one of its rule and subject. */
function identityOf(assessment: Assessment, { tenantId, drill }: AssessmentOrigin) {
  const own = fingerprint(assessment, tenantId);
  return drill === undefined
    ? { fingerprint: own, drill: false }
    : { fingerprint: `${own}:drill:${drill.drillId}`, drill: true };
}

async function askForDiagnosis(
  transaction: Transaction,
  { tenantId, alertId }: Pick<Alert, "tenantId" | "alertId">,
): Promise<void> {
  await askForJob(transaction, tenantId, DIAGNOSE_QUEUE, { tenantId, alertId, key: alertId });
}

function lastTouched({ lastSeenAt, resolvedAt }: AlertRow): Date {
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
