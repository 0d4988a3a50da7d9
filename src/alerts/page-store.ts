import type { Transaction } from "../database/database.ts";
import type { NotifierName } from "./notifier.ts";
import type { WantedMessage } from "./outbox-store.ts";

/** An alert that somebody hears of outside Slack; one row of the outbox for each alert and notifier. */
interface Page {
  readonly tenantId: string;
  readonly alertId: string;
  readonly target: NotifierName;
}

/** The message by which a notifier is asked to tell of an alert, and again when it has changed since. */
export function pageMessage({ tenantId, alertId, target }: Page): WantedMessage {
  return { tenantId, kind: "alert_page", subjectId: `${alertId}:${target}`, channel: target, target };
}

/** What a page's event needs to know of the one before it. */
export async function readPageReference(
  transaction: Transaction,
  { tenantId, alertId, target }: Page,
): Promise<string | null> {
  const [row] = await transaction.query<{ reference: string | null }[]>(
    `select message_ts as reference from alert_notifications
     where tenant_id = $1 and kind = 'alert_page' and subject_id = $2`,
    [tenantId, `${alertId}:${target}`],
  );
  return row?.reference ?? null;
}
