import type { Transaction } from "../database/database.ts";
import { chooseFallBack, TELL_ELSEWHERE_AFTER } from "./fall-back.ts";
import type { NotifierName } from "./notifier.ts";
import { type ClaimedMessage, wantMessage } from "./outbox-store.ts";
import { listQuietDrills, pageMessage } from "./page-store.ts";
import type { DeliveryFailure } from "./retry-delivery.ts";

/**
 * Finds another way for an alert that does not get through: to the fallback channel, then to the notifiers one after the
 * other. Only failures that a person must put right count; outages are sat out. Goes into the transaction that records
 * the failure. Returns what was done.
 */
export async function fallBack(
  transaction: Transaction,
  message: Pick<
    ClaimedMessage,
    "tenantId" | "notificationId" | "kind" | "subjectId" | "target" | "channel" | "messageTs"
  >,
  {
    failure,
    attempts,
    isDead,
  }: { readonly failure: DeliveryFailure; readonly attempts: number; readonly isDead: boolean },
  available: { readonly channel: string | null; readonly notifiers: readonly NotifierName[] },
  now: Date,
): Promise<"moved" | NotifierName | null> {
  if (message.kind !== "alert" && message.kind !== "alert_page") return null;
  if (!isDead && !(failure === "config" && attempts === TELL_ELSEWHERE_AFTER)) return null;
  const { tenantId, notificationId, target, channel, messageTs } = message;
  const choice = chooseFallBack({ target, channel, isPosted: messageTs !== null }, available);
  if (choice === null) return null;
  if ("channel" in choice) {
    await transaction.query(
      `update alert_notifications set channel = $3, parent_id = null, state = 'waiting', attempts = 0, last_error = null,
         claimed_at = null, not_before = $4
       where tenant_id = $1 and notification_id = $2 and message_ts is null`,
      [tenantId, notificationId, choice.channel, now],
    );
    return "moved";
  }
  const [alertId = ""] = message.subjectId.split(":");
  if ((await listQuietDrills(transaction, [{ tenantId, alertId }])).has(alertId)) return null;
  await wantMessage(transaction, pageMessage({ tenantId, alertId, target: choice.notifier }), now);
  return choice.notifier;
}
