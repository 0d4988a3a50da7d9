import type { Transaction } from "../../database/database.ts";
import { formatSubject } from "../../messages/message-subject.ts";
import type { NotifierName } from "../../messages/notifier.ts";
import type { WantedMessage } from "../../messages/outbox-store.ts";

/** An alert that is reported outside Slack; one message per alert and notifier. */
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
