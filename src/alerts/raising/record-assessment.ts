import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { ConflictError, errorCode } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";
import { redactName } from "../../redaction.ts";
import { listOpenAlertNames } from "../lifecycle/alert-store.ts";
import type { Assessment } from "../rulebook/rule.ts";
import { inhibitionRank } from "../suppression/inhibitions.ts";
import {
  type AssessmentOrigin,
  identityOf,
  type Judged,
  type Named,
  nameOfAlert,
} from "./decide-assessments.ts";
import { type AlertChange, writeAssessments } from "./write-assessments.ts";

/** What raising alerts needs. */
export interface RaiseDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Other processes may write at the same time; each attempt sees what they wrote. */
const MAX_ATTEMPTS = 6;
/** Compare-and-set, unique violation, serialization failure, deadlock. */
const LOST_RACES = ["conflict", "23505", "40001", "40P01"];
/** The most assessments per transaction. */
const BATCH = 5_000;

/** Applies an assessment to its alert, with the messages it calls for, in one transaction. */
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
 * The same for any number of assessments of any tenants: up to some thousands all or none, in a number of queries that
 * does not depend on how many there are. Returns what each did to its alert.
 */
export async function recordAssessments(
  { database, clock, logger }: RaiseDependencies,
  assessed: readonly Judged[],
): Promise<AlertChange[]> {
  if (assessed.length === 0) return [];
  const judged = assessed.map(withMaskedSubject);
  const changes = new Map<Judged, AlertChange>();
  // Nearly all subjects are fine and were fine before: skip them.
  const tenantIds = new Set(judged.map(({ origin }) => origin.tenantId));
  const open = await database.withService((transaction) => listOpenAlertNames(transaction, [...tenantIds]));
  const names = new Set(open.map((alert) => nameOfAlert(alert.tenantId, alert)));
  const looked = judged
    .filter(
      ({ assessment, origin }) =>
        assessment.finding !== null || names.has(nameOfAlert(origin.tenantId, assessment)),
    )
    .map((one): Named => ({ one, about: identityOf(one) }));
  // Alerts that explain others come first, so that the others are suppressed from the start.
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
        const written = await database.withService((transaction) =>
          writeAssessments(transaction, left, clock(), logger),
        );
        for (const [one, change] of written.changes) changes.set(one, change);
        left = written.lost;
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

/** What an alert is about may be called by sites and people; its name goes everywhere, into keys for deduplication as well. */
function withMaskedSubject(one: Judged): Judged {
  const { assessment } = one;
  const subject = redactName(assessment.subject);
  if (subject === assessment.subject) return one;
  const finding = assessment.finding === null ? null : { ...assessment.finding, subject };
  return { ...one, assessment: { ...assessment, subject, finding } };
}
