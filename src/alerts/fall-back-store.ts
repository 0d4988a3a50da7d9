import type { Transaction } from "../database/database.ts";
import { findAlert } from "./alert-store.ts";
import { isCall } from "./call-note.ts";
import { chooseFallBack, TELL_ELSEWHERE_AFTER, TELL_OF_OUTAGE_AFTER } from "./fall-back.ts";
import type { NotifierName } from "./notifier.ts";
import { type ClaimedMessage, wantMessage } from "./outbox-store.ts";
import { listQuietDrills, pageMessage } from "./page-store.ts";
import type { DeliveryFailure } from "./retry-delivery.ts";

/**
 * Finds another way for an alert that does not get through: to the fallback channel, then to the notifiers one after the
 * other. Failures that a person must put right count; an outage is sat out, but for a critical or high alert that nobody
 * has seen yet. Goes into the transaction that records the failure. Returns what was done.
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
  if (message.kind !== "alert" && message.kind !== "alert_page" && !isCall(message)) return null;
  const { tenantId, notificationId, target, channel, messageTs } = message;
  const [alertId = ""] = message.subjectId.split(":");
  const isHopeless = isDead || (failure === "config" && attempts === TELL_ELSEWHERE_AFTER);
  const isOutage =
    !isHopeless &&
    target === "slack" &&
    messageTs === null &&
    (failure === "transient" || failure === "unknown_outcome") &&
    attempts === TELL_OF_OUTAGE_AFTER &&
    (await isGrave(transaction, tenantId, alertId));
  if (!isHopeless && !isOutage) return null;
  // Slack's other channels are as far away.
  const ways = isOutage ? { ...available, channel: null } : available;
  const choice = chooseFallBack({ target, channel, isPosted: messageTs !== null }, ways);
  if (choice === null) return null;
  if ("channel" in choice) {
    await transaction.query(
      `update alert_notifications set channel = $3, moved_from = channel, moved_problem = coalesce(last_problem, last_error), parent_id = null, state = 'waiting', attempts = 0, last_error = null,
         claimed_at = null, not_before = $4
       where tenant_id = $1 and notification_id = $2 and message_ts is null`,
      [tenantId, notificationId, choice.channel, now],
    );
    return "moved";
  }
  if ((await listQuietDrills(transaction, [{ tenantId, alertId }])).has(alertId)) return null;
  await wantMessage(transaction, pageMessage({ tenantId, alertId, target: choice.notifier }), now);
  return choice.notifier;
}

async function isGrave(transaction: Transaction, tenantId: string, alertId: string): Promise<boolean> {
  const alert = await findAlert(transaction, tenantId, alertId);
  return alert?.state === "firing" && (alert.severity === "critical" || alert.severity === "high");
}
