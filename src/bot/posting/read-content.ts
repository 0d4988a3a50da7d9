import { readAlertContent } from "../../alerts/contents/read-alert-content.ts";
import { readStormDigest } from "../../alerts/notify/storm-digest-store.ts";
import { readWeeklyDigest } from "../../alerts/reports/read-weekly-digest.ts";
import { type ChecklistDependencies, readChecklist } from "../../alerts/runbooks/runbook-checklist.ts";
import type { Database } from "../../database/database.ts";
import { readTenant } from "../../database/tenants/tenant-store.ts";
import { type MessageSubject, parseSubject } from "../../messages/message-subject.ts";
import { readGateCard } from "../../qa/gate/gate-card-store.ts";
import { describeCorrectedRate, describePassRate } from "../../qa/rates/describe-pass-rate.ts";
import { RATE_DAYS, readCorrectedRate } from "../../qa/sampling/corrected-rate-store.ts";
import { readSampleSummary } from "../../qa/sampling/sample-store.ts";
import { readQaSampleCard } from "../../qa/verdicts/qa-sample-card-store.ts";
import type { SlackContent } from "./slack-notifier.ts";

/** What a message of the outbox shows right now; null when its subject no longer exists. */
export async function readContent(
  { database, runbooks, readDiagnoses }: ChecklistDependencies,
  message: MessageSubject,
  now: Date,
): Promise<(SlackContent & { readonly broadcast?: boolean }) | null> {
  const { tenantId, subjectId } = message;
  const subject = parseSubject(message);
  if (subject === null) return null;
  const { kind } = subject;
  switch (kind) {
    case "alert":
    case "alert_note":
      return readAlertContent(database, runbooks, message, now);
    case "alert_checklist": {
      const card = await readChecklist(
        { database, runbooks, readDiagnoses },
        { tenantId, alertId: subject.alertId },
        now,
      );
      return card === null ? null : { kind, card };
    }
    case "alert_digest": {
      const summary = await database.withTenant(tenantId, (transaction) =>
        readStormDigest(transaction, tenantId, subjectId),
      );
      return summary === null ? null : { kind, summary };
    }
    case "alert_page":
      // Told outside Slack (see read-page-event.ts).
      return null;
    case "digest": {
      const note = await readWeeklyDigest(database, tenantId, subject.day);
      return note === null ? null : { kind: "alert_note", note };
    }
    case "qa_run":
      return readQaRun(database, tenantId, subject.runId, now);
    case "qa_gate": {
      const card = await database.withTenant(tenantId, (transaction) =>
        readGateCard(transaction, subject.runId),
      );
      if (card === null) return null;
      const { policy } = await readTenant(database, tenantId);
      return { kind, card, reviewers: policy.qaReviewers };
    }
    case "qa_sample": {
      const { runId, companyId } = subject;
      const card = await database.withTenant(tenantId, (transaction) =>
        readQaSampleCard(transaction, { runId, companyId }),
      );
      return card === null ? null : { kind, card };
    }
  }
}

async function readQaRun(
  database: Database,
  tenantId: string,
  runId: string,
  now: Date,
): Promise<SlackContent | null> {
  const [summary, corrected] = await database.withTenant(tenantId, async (transaction) => [
    await readSampleSummary(transaction, runId),
    await readCorrectedRate(transaction, tenantId, now),
  ]);
  if (summary === null) return null;
  const { policy } = await readTenant(database, tenantId);
  const { counts, ...rest } = summary;
  return {
    kind: "qa_run",
    card: {
      ...rest,
      counts: { pass: counts.passes, fail: counts.fails, needs_review: counts.needsReview },
      reviewers: policy.qaReviewers,
      passRate: describePassRate(counts, summary.populationSize),
      windowRate: describeCorrectedRate(corrected, RATE_DAYS),
    },
  };
}
