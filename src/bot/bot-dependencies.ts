import { acknowledgeAlert, resolveAlert } from "../alerts/act-on-alert.ts";
import { listOpenAlerts } from "../alerts/alert-store.ts";
import { announceVerdict } from "../alerts/announce-qa.ts";
import { readDeliveryHealth } from "../alerts/outbox-store.ts";
import type { Runbook } from "../alerts/runbook.ts";
import type { Clock } from "../clock.ts";
import { insertAudit } from "../database/audit-store.ts";
import type { Database } from "../database/database.ts";
import { claimDelivery } from "../database/slack-inbox-store.ts";
import { readTenant } from "../database/tenant-store.ts";
import { listTenantsOf, roleOf } from "../database/user-store.ts";
import { NotFoundError } from "../errors.ts";
import { findRunByReference, listRuns, readRunRecord } from "../observability/run-read-store.ts";
import { insertVerdict, readQaRows, readSample } from "../qa/sample-store.ts";
import type { BotDependencies, BotLogger, RefusalReason } from "./dependencies.ts";

/** What the Slack shell asks for, answered by the stores. */
export function createBotDependencies(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: BotLogger;
  readonly runbooks: readonly Runbook[];
  readonly firstAdmin: string | undefined;
  readonly publicUrl: () => string;
  readonly countRefusal: (reason: RefusalReason) => void;
}): BotDependencies {
  const { database, clock, logger, runbooks, firstAdmin, publicUrl, countRefusal } = options;
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
    roleOf: (slackUserId, tenantId) => roleOf(database, slackUserId, tenantId, firstAdmin),
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
        return alerts.map(({ messageChannel, messageTs, ...alert }) => ({
          ...alert,
          link:
            messageChannel === null || messageTs === null
              ? null
              : `https://slack.com/archives/${messageChannel}/p${messageTs.replace(".", "")}`,
        }));
      }),
    readSample: (tenantId, runId, companyId) =>
      database.withTenant(tenantId, (transaction) => readSample(transaction, { runId, companyId })),
    async recordVerdict({ tenantId, now, ...verdict }) {
      const { policy } = await readTenant(database, tenantId);
      return database.withTenant(tenantId, async (transaction) => {
        const isRecorded = await insertVerdict(transaction, verdict, now);
        if (isRecorded)
          await announceVerdict(transaction, { tenantId, ...verdict, channel: policy.qaChannel });
        const sample = await readSample(transaction, verdict);
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
    listRunbooks: async () => runbooks.map(({ id }) => id),
    readDeliveryHealth: () => database.withService((transaction) => readDeliveryHealth(transaction, clock())),
    audit: (note) => database.withTenant(note.tenantId, (transaction) => insertAudit(transaction, note)),
  };
}
