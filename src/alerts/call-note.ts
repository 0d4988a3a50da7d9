import type { Transaction } from "../database/database.ts";
import type { Alert } from "../entities/alert.ts";
import { type MessageSubject, wantMessage } from "./outbox-store.ts";

/** What follows an alert's version in the subject of a note that calls people in another channel. */
export const CALL_NOTE = "call";

/** Asks for a step of an escalation to be said in a channel of its own, outside the alert's thread. */
export async function wantCall(
  transaction: Transaction,
  { tenantId, alertId, version }: Pick<Alert, "tenantId" | "alertId" | "version">,
  channel: string,
  now: Date,
): Promise<void> {
  const subjectId = `${alertId}:${version}:${CALL_NOTE}`;
  await wantMessage(transaction, { tenantId, kind: "alert_note", subjectId, channel }, now);
}

/** Whether a message calls people outside the alert's thread. */
export function isCall({ kind, subjectId }: Pick<MessageSubject, "kind" | "subjectId">): boolean {
  return kind === "alert_note" && subjectId.endsWith(`:${CALL_NOTE}`);
}
