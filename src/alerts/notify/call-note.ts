import type { Alert } from "../../entities/alert.ts";
import { formatSubject, type MessageSubject, parseSubject } from "../../messages/message-subject.ts";
import type { WantedMessage } from "../../messages/outbox-store.ts";

/** The message that calls people in another channel, outside the alert's thread. */
export function callMessage(
  { tenantId, alertId, version }: Pick<Alert, "tenantId" | "alertId" | "version">,
  channel: string,
): WantedMessage {
  return { tenantId, ...formatSubject({ kind: "alert_note", about: "call", alertId, version }), channel };
}

/** Whether a message calls people outside the alert's thread. */
export function isCall(message: Pick<MessageSubject, "kind" | "subjectId">): boolean {
  const subject = parseSubject(message);
  return subject?.kind === "alert_note" && subject.about === "call";
}
