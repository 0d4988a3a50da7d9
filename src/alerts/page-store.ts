import type { Transaction } from "../database/database.ts";
import type { NotifierName } from "./notifier.ts";
import { wantMessage } from "./outbox-store.ts";

/** An alert that somebody hears of outside Slack; one row of the outbox for each alert and notifier. */
interface Page {
  readonly tenantId: string;
  readonly alertId: string;
  readonly target: NotifierName;
}

/**
 * Asks for an alert to be told by a notifier, and again when it has changed since. The one way to a telephone: a drill
 * that was not asked to page goes no further.
 */
export async function wantPage(
  transaction: Transaction,
  { tenantId, alertId, target }: Page,
  now: Date,
): Promise<void> {
  const quietDrills = await transaction.query<unknown[]>(
    `select 1 from alerts a where a.tenant_id = $1 and a.alert_id = $2 and a.drill
       and not exists (select 1 from drills d where d.tenant_id = $1 and d.alert_id = $2 and d.pages)`,
    [tenantId, alertId],
  );
  if (quietDrills.length > 0) return;
  await wantMessage(
    transaction,
    { tenantId, kind: "alert_page", subjectId: `${alertId}:${target}`, channel: target, target },
    now,
  );
}

/** Whoever was told of an alert outside Slack shall hear what has become of it. */
export async function updatePages(
  transaction: Transaction,
  { tenantId, alertId }: Pick<Page, "tenantId" | "alertId">,
  now: Date,
): Promise<void> {
  const pages = await transaction.query<{ target: NotifierName }[]>(
    `select target from alert_notifications
     where tenant_id = $1 and kind = 'alert_page' and subject_id like $2 order by target`,
    [tenantId, `${alertId}:%`],
  );
  for (const { target } of pages) await wantPage(transaction, { tenantId, alertId, target }, now);
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
