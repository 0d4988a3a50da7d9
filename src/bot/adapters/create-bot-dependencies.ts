import { readAlertCard } from "../../alerts/cards/alert-card-store.ts";
import {
  findAlertId,
  listNewestAlerts,
  listOpenAlerts,
  type OpenAlert,
} from "../../alerts/lifecycle/alert-list-store.ts";
import { findAlert } from "../../alerts/lifecycle/alert-store.ts";
import { noteRunStarted, noteRunStopped } from "../../alerts/notify/thread-note-store.ts";
import { acknowledgeAlert, resolveAlert } from "../../alerts/raising/act-on-alert.ts";
import { saveFeedback } from "../../alerts/reports/feedback-store.ts";
import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import type { Runbook } from "../../alerts/runbooks/runbook.ts";
import { type ReadDiagnoses, tickSteps } from "../../alerts/runbooks/runbook-checklist.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { claimDelivery } from "../../database/jobs/slack-inbox-store.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import { readTenant } from "../../database/tenants/tenant-store.ts";
import { givenRoleOf, listTenantsOf, roleOf } from "../../database/tenants/user-store.ts";
import { NotFoundError } from "../../errors.ts";
import { readDeliveryHealth, readDeliveryProblems } from "../../messages/delivery-health-store.ts";
import { streamEvents } from "../../observability/events/event-reader-store.ts";
import { findRunByReference, listRuns, readRunRecord } from "../../observability/reads/run-read-store.ts";
import { announceVerdict } from "../../qa/verdicts/announce-verdict.ts";
import { readQaSampleCard } from "../../qa/verdicts/qa-sample-card-store.ts";
import { insertVerdict, readQaRows } from "../../qa/verdicts/verdict-store.ts";
import type { BotDependencies, BotLogger, RefusalReason } from "../ports/bot-dependencies.ts";
import type { DrillDesk } from "../ports/drills.ts";
import type { HomeAlert } from "../ports/home-alert.ts";
import { previewThreshold } from "../ports/preview-threshold.ts";
import type { RunDesk } from "../ports/runs.ts";
import type { SilenceDesk } from "../ports/silences.ts";
import { messageLink } from "../posting/message-link.ts";
import { createPeopleDesk } from "./create-people.ts";
import { createRuleDesk } from "./create-rules.ts";

/** What the Slack shell asks for, answered by the stores. */
export function createBotDependencies(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: BotLogger;
  readonly runbooks: readonly Runbook[];
  readonly firstAdmin: string | undefined;
  readonly publicUrl: () => string;
  readonly countRefusal: (reason: RefusalReason) => void;
  readonly readDiagnoses: ReadDiagnoses;
  readonly silences: SilenceDesk;
  readonly drills: DrillDesk;
  readonly runs: RunDesk;
}): BotDependencies {
  const { database, clock, logger, runbooks, firstAdmin, publicUrl, countRefusal } = options;
  const { readDiagnoses, silences, drills, runs } = options;
  return {
    clock,
    logger,
    get publicUrl() {
      return publicUrl();
    },
    claimDelivery: (key) => database.withService((transaction) => claimDelivery(transaction, key)),
    countRefusal,
    async listTenantsFor(slackUserId) {
      const roles = await listTenantsOf(database, slackUserId, firstAdmin);
      return roles.map(({ tenantId }) => tenantId);
    },
    async roleOf(slackUserId, tenantId) {
      if (tenantId !== PLATFORM_TENANT) return roleOf(database, slackUserId, tenantId, firstAdmin);
      return slackUserId === firstAdmin ? "admin" : givenRoleOf(database, slackUserId, tenantId);
    },
    readRunStats: (tenantId, reference) =>
      database.withTenant(tenantId, async (transaction) => {
        const run = await findRunByReference(transaction, tenantId, reference);
        return run === null ? null : readRunRecord(transaction, run);
      }),
    listRecentRuns: (tenantId, limit) =>
      database.withTenant(tenantId, async (transaction) => {
        const runs = await listRuns(transaction, tenantId, limit, null);
        return runs.map(({ runId }) => runId);
      }),
    acknowledgeAlert: (act) => acknowledgeAlert({ database, runbooks }, act),
    resolveAlert: (act) => resolveAlert({ database, runbooks }, act),
    listOpenAlerts: (tenantId) =>
      database.withTenant(tenantId, async (transaction) => {
        const alerts = await listOpenAlerts(transaction, tenantId);
        return alerts.map(withLink);
      }),
    listAlerts: (tenantId, limit) =>
      database.withTenant(tenantId, async (transaction) => {
        const alerts = await listNewestAlerts(transaction, tenantId, limit);
        return alerts.map(withLink);
      }),
    readAlertCard: (tenantId, reference) =>
      database.withTenant(tenantId, async (transaction) => {
        const alertId = await findAlertId(transaction, tenantId, reference);
        return alertId === null ? null : readAlertCard(transaction, tenantId, alertId, runbooks);
      }),
    recordFeedback: ({ tenantId, alertId, actor, useful, reason, now }) =>
      database.withTenant(tenantId, async (transaction) => {
        if ((await findAlert(transaction, tenantId, alertId)) === null)
          throw new NotFoundError("alert", alertId);
        const feedback = { tenantId, alertId, userId: actor, useful, reason, at: now };
        await saveFeedback(transaction, feedback);
        await insertAudit(transaction, {
          tenantId,
          actor: `slack:${actor}`,
          action: "alert.feedback",
          subject: alertId,
          detail: { useful, reason },
          at: now,
        });
      }),
    noteRun: ({ now, ...note }) =>
      database.withTenant(note.tenantId, (transaction) => noteRunStarted(transaction, note, now)),
    noteStop: ({ now, ...note }) =>
      database.withTenant(note.tenantId, (transaction) => noteRunStopped(transaction, note, now)),
    checklists: { tick: (act) => tickSteps({ database, runbooks, readDiagnoses }, act) },
    silences,
    rules: createRuleDesk(database),
    previewThreshold: (wish) => previewThreshold({ database, clock }, wish),
    runs,
    drills,
    people: createPeopleDesk(database),
    listRuns: (tenantId, limit) =>
      database.withTenant(tenantId, (transaction) => listRuns(transaction, tenantId, limit, null)),
    streamEvents: (tenantId, runId) => streamEvents(database, tenantId, runId),
    async timezoneOf(tenantId) {
      // The installation is nowhere.
      if (tenantId === PLATFORM_TENANT) return "UTC";
      const { timezone } = await readTenant(database, tenantId);
      return timezone;
    },
    readSample: (tenantId, runId, companyId) =>
      database.withTenant(tenantId, (transaction) => readQaSampleCard(transaction, { runId, companyId })),
    async recordVerdict({ tenantId, now, ...verdict }) {
      const { policy } = await readTenant(database, tenantId);
      return database.withTenant(tenantId, async (transaction) => {
        const isRecorded = await insertVerdict(transaction, verdict, now);
        if (isRecorded)
          await announceVerdict(transaction, { tenantId, ...verdict, channel: policy.qaChannel });
        const sample = await readQaSampleCard(transaction, verdict);
        if (sample === null) throw new NotFoundError("sample", `${verdict.runId}/${verdict.companyId}`);
        return { outcome: isRecorded ? "recorded" : "conflict", sample };
      });
    },
    async *streamQa(tenantId, runId) {
      const rows = await database.withTenant(tenantId, (transaction) => readQaRows(transaction, runId));
      if (rows.length > 0) yield rows;
    },
    readRunbook: async (id) => {
      const runbook = runbooks.find((known) => known.id.toLowerCase() === id.toLowerCase());
      return runbook === undefined ? null : { ...runbook, markdown: runbook.bodyMarkdown };
    },
    listRunbooks: async () => runbooks.map(({ id, title }) => ({ id, title })),
    readDeliveryHealth: () =>
      database.withService(async (transaction) => {
        const behind = await readDeliveryProblems(transaction, clock());
        return {
          ...(await readDeliveryHealth(transaction, clock())),
          problems: behind.flatMap(({ target, problem, waiting, dead, moved, channel }) =>
            problem === null
              ? []
              : [
                  {
                    target,
                    problem,
                    messages: waiting + dead + moved,
                    ...(channel !== null && { movedFrom: channel }),
                  },
                ],
          ),
        };
      }),
    audit: (note) => database.withTenant(note.tenantId, (transaction) => insertAudit(transaction, note)),
  };
}

function withLink({ messageChannel, messageTs, ...alert }: OpenAlert): HomeAlert {
  const isPosted = messageChannel !== null && messageTs !== null;
  return { ...alert, link: isPosted ? messageLink({ channel: messageChannel, ts: messageTs }) : null };
}
