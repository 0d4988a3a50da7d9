import type { Alert } from "../../entities/alert.ts";
import type { MessageSubject, WantedMessage } from "../../messages/outbox-store.ts";

/** What follows an alert's version in the subject of a note that calls people in another channel. */
export const CALL_NOTE = "call";

/** The message by which a step of an escalation is said in a channel of its own, outside the alert's thread. */
export function callMessage(
  { tenantId, alertId, version }: Pick<Alert, "tenantId" | "alertId" | "version">,
  channel: string,
): WantedMessage {
  return { tenantId, kind: "alert_note", subjectId: `${alertId}:${version}:${CALL_NOTE}`, channel };
}

/** Whether a message calls people outside the alert's thread. */
export function isCall({ kind, subjectId }: Pick<MessageSubject, "kind" | "subjectId">): boolean {
  return kind === "alert_note" && subjectId.endsWith(`:${CALL_NOTE}`);
}
