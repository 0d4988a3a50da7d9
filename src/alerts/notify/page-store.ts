import type { Transaction } from "../../database/database.ts";
import { formatSubject } from "../../messages/message-subject.ts";
import type { NotifierName } from "../../messages/notifier.ts";
import type { WantedMessage } from "../../messages/outbox-store.ts";

/** An alert that somebody hears of outside Slack; one row of the outbox for each alert and notifier. */
interface Page {
  readonly tenantId: string;
  readonly alertId: string;
  readonly target: NotifierName;
}

/** The message by which a notifier is asked to tell of an alert, and again when it has changed since. */
export function pageMessage({ tenantId, alertId, target }: Page): WantedMessage {
  return { tenantId, ...formatSubject({ kind: "alert_page", alertId, target }), channel: target, target };
}

/**
 * The drills among these alerts that were not asked to page: whoever asks for a page leaves them out, so that nobody is
 * called for practice.
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

/** What a page's event needs to know of the one before it. */
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
