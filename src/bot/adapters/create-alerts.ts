import { readAlertCard } from "../../alerts/cards/alert-card-store.ts";
import { readTimeline } from "../../alerts/contents/read-timeline.ts";
import { findAlertId, listNewestAlerts, listOpenAlerts } from "../../alerts/lifecycle/alert-list-store.ts";
import { findAlert } from "../../alerts/lifecycle/alert-store.ts";
import { noteRunStarted, noteRunStopped } from "../../alerts/notify/thread-note-store.ts";
import {
  acknowledgeAlert,
  callToAlert,
  handOverAlert,
  releaseAlert,
  resolveAlert,
} from "../../alerts/raising/act-on-alert.ts";
import { saveFeedback } from "../../alerts/reports/feedback-store.ts";
import type { Runbook } from "../../alerts/runbooks/runbook.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import { NotFoundError } from "../../errors.ts";
import type { Alerts } from "../ports/alerts.ts";
import { withCardLink } from "./with-card-link.ts";

/** The alerts, kept in the database. */
export function createAlerts(database: Database, runbooks: readonly Runbook[], clock: Clock): Alerts {
  return {
    acknowledge: (act) => acknowledgeAlert({ database, runbooks }, act),
    resolve: (act) => resolveAlert({ database, runbooks }, act),
    release: (act) => releaseAlert({ database, runbooks }, act),
    handOver: (act) => handOverAlert({ database, runbooks }, act),
    call: (act) => callToAlert({ database, runbooks }, act),
    listOpen: (tenantId) =>
      database.withTenant(tenantId, async (transaction) => {
        const alerts = await listOpenAlerts(transaction, tenantId);
        return alerts.map(withCardLink);
      }),
    listNewest: (tenantId, limit) =>
      database.withTenant(tenantId, async (transaction) => {
        const alerts = await listNewestAlerts(transaction, tenantId, limit);
        return alerts.map(withCardLink);
      }),
    readCard: (tenantId, reference) =>
      database.withTenant(tenantId, async (transaction) => {
        const alertId = await findAlertId(transaction, tenantId, reference);
        return alertId === null ? null : readAlertCard(transaction, { tenantId, alertId }, runbooks, clock());
      }),
    readTimeline: (ref) =>
      database.withTenant(ref.tenantId, (transaction) => readTimeline(transaction, ref, runbooks)),
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
  };
}
