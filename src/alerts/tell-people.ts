import type { Transaction } from "../database/database.ts";
import type { Alert } from "../entities/alert.ts";
import { joinDigest, touchDigest } from "./digest-store.ts";
import type { NotifierName } from "./notifier.ts";
import { findMessage, wantMessage } from "./outbox-store.ts";
import { updatePages, wantPage } from "./page-store.ts";
import type { Outcome } from "./transition.ts";

/**
 * Asks for the messages an outcome calls for: the alert's card (in a digest's thread when there are too many at once),
 * for what people should hear a line in its thread, and the same at `alsoTell`. `channel` is where a card that is not
 * there yet belongs. False when there is no channel to tell anybody in.
 */
export async function tellPeople(
  transaction: Transaction,
  {
    tenantId,
    alertId,
    version,
    state,
    drill = false,
  }: Pick<Alert, "tenantId" | "alertId" | "version" | "state" | "drill">,
  notify: Outcome["notify"],
  channel: string | null,
  now: Date,
  alsoTell: readonly NotifierName[] = [],
): Promise<boolean> {
  if (notify === null) return true;
  if (notify !== "update" && state === "firing") {
    for (const target of alsoTell) await wantPage(transaction, { tenantId, alertId, target }, now);
  }
  // Whoever was told elsewhere hears of what became of it.
  if (notify !== "update" || state === "resolved") await updatePages(transaction, { tenantId, alertId }, now);
  const card = { tenantId, kind: "alert", subjectId: alertId } as const;
  const posted = await findMessage(transaction, card);
  const where = channel ?? posted?.channel;
  if (where === undefined) return false;
  // A drill is no part of a storm: its card stands for itself.
  const digest =
    posted === null && !drill
      ? await joinDigest(transaction, { tenantId, channel: where }, now)
      : (posted?.parentId ?? null);
  const cardId = await wantMessage(transaction, { ...card, channel: where, parentId: digest }, now);
  // The runbook comes with the card; what happens to the alert later changes nothing in it.
  if (notify === "post") {
    const checklist = { tenantId, kind: "alert_checklist", subjectId: alertId } as const;
    await wantMessage(transaction, { ...checklist, channel: where, parentId: digest ?? cardId }, now);
  }
  if (notify !== "update_and_thread") return true;
  if (digest !== null) await touchDigest(transaction, { tenantId, notificationId: digest }, now);
  const note = { tenantId, kind: "alert_note", subjectId: `${alertId}:${version}` } as const;
  // A thread has no threads: what belongs to a card in a digest goes to the digest's thread.
  await wantMessage(transaction, { ...note, channel: where, parentId: digest ?? cardId }, now);
  return true;
}
