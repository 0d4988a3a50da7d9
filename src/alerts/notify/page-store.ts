import type { Transaction } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";
import { formatSubject } from "../../messages/message-subject.ts";
import type { NotifierName } from "../../messages/notifier.ts";
import type { WantedMessage } from "../../messages/outbox-store.ts";

/** An incident that is reported outside Slack, by the alert that it is named by; one message per incident and notifier. */
interface Page {
  readonly tenantId: string;
  readonly alertId: string;
  readonly target: NotifierName;
}

/** The message that asks a notifier to report an alert, and its later changes. */
export function pageMessage({ tenantId, alertId, target }: Page): WantedMessage {
  return { tenantId, ...formatSubject({ kind: "alert_page", alertId, target }), channel: target, target };
}

/**
 * The drills among these alerts that were started without paging: no page is asked for them, so that nobody is called for
 * practice.
 */
export async function listDrillsWithoutPages(
  transaction: Transaction,
  alerts: readonly Pick<Page, "tenantId" | "alertId">[],
): Promise<ReadonlySet<string>> {
  const rows = await transaction.query<{ alertId: string }[]>(
    `select a.alert_id as "alertId" from unnest($1::text[], $2::uuid[]) as k (tenant_id, alert_id)
       join alerts a using (tenant_id, alert_id)
     where a.drill and not exists (select 1 from drills d
       where d.tenant_id = a.tenant_id and d.alert_id = a.alert_id and d.pages)`,
    [alerts.map(({ tenantId }) => tenantId), alerts.map(({ alertId }) => alertId)],
  );
  return new Set(rows.map(({ alertId }) => alertId));
}

/** The incidents of these alerts that go on, since another of their alerts is open, by the ids they are named by. */
export async function listIncidentsGoingOn(
  transaction: Transaction,
  alerts: readonly Pick<Alert, "tenantId" | "alertId" | "incidentId">[],
): Promise<ReadonlySet<string>> {
  const rows = await transaction.query<{ incidentId: string }[]>(
    `select distinct k.incident_id as "incidentId" from unnest($1::text[], $2::uuid[]) as k (tenant_id, incident_id)
       join alerts a on a.tenant_id = k.tenant_id and (a.alert_id = k.incident_id or a.incident_id = k.incident_id)
     where a.state in ('firing', 'acknowledged')`,
    [alerts.map(({ tenantId }) => tenantId), alerts.map(({ alertId, incidentId }) => incidentId ?? alertId)],
  );
  return new Set(rows.map(({ incidentId }) => incidentId));
}

/** The receiver's reference for the page's previous event; null without one. */
export async function readPageReference(
  transaction: Transaction,
  { tenantId, alertId, target }: Page,
): Promise<string | null> {
  const [row] = await transaction.query<{ reference: string | null }[]>(
    `select message_ts as reference from alert_notifications
     where tenant_id = $1 and kind = 'alert_page' and subject_id = $2`,
    [tenantId, formatSubject({ kind: "alert_page", alertId, target }).subjectId],
  );
  return row?.reference ?? null;
}
