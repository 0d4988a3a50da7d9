import type { Transaction } from "../database/database.ts";
import type { Alert } from "../entities/alert.ts";
import { findMessage, wantMessage } from "./outbox-store.ts";
import type { Outcome } from "./transition.ts";

/**
 * Asks for the messages an outcome calls for: the alert's card, and for what people should hear a line in its thread.
 * `channel` is where a card that is not there yet belongs. False when there is no channel to tell anybody in.
 */
export async function tellPeople(
  transaction: Transaction,
  { tenantId, alertId, version }: Pick<Alert, "tenantId" | "alertId" | "version">,
  notify: Outcome["notify"],
  channel: string | null,
  now: Date,
): Promise<boolean> {
  if (notify === null) return true;
  const card = { tenantId, kind: "alert", subjectId: alertId } as const;
  const where = channel ?? (await findMessage(transaction, card))?.channel;
  if (where === undefined) return false;
  const parentId = await wantMessage(transaction, { ...card, channel: where }, now);
  // The runbook comes with the card; what happens to the alert later changes nothing in it.
  if (notify === "post") {
    const checklist = { tenantId, kind: "alert_checklist", subjectId: alertId } as const;
    await wantMessage(transaction, { ...checklist, channel: where, parentId }, now);
  }
  if (notify !== "update_and_thread") return true;
  const note = { tenantId, kind: "alert_note", subjectId: `${alertId}:${version}` } as const;
  await wantMessage(transaction, { ...note, channel: where, parentId }, now);
  return true;
}
