import type { App } from "@slack/bolt";
import { ReceiverMultipleAckError } from "@slack/bolt";
import { errorCode } from "../../errors.ts";
import type { BotLogger } from "../ports/bot-logger.ts";
import type { SlackSocket } from "./open-slack-socket.ts";
import type { SlackEnvelope } from "./slack-frame.ts";

/** Hands a request to the app, and its acknowledgement back over the connection that it came by. */
export function processEnvelope(
  app: App,
  envelope: SlackEnvelope,
  socket: SlackSocket,
  logger: BotLogger,
): void {
  let isAcknowledged = false;
  const event = {
    body: envelope.payload,
    ...(envelope.retry_attempt !== undefined && { retryNum: envelope.retry_attempt }),
    ...(envelope.retry_reason !== undefined && { retryReason: envelope.retry_reason }),
    async ack(response?: unknown) {
      if (isAcknowledged) throw new ReceiverMultipleAckError();
      isAcknowledged = true;
      const payload = typeof response === "string" ? { text: response } : payloadOf(response);
      if (!socket.acknowledge(envelope.envelope_id, payload)) {
        logger.warn("slack acknowledgement lost", { kind: envelope.type });
      }
    },
  };
  app.processEvent(event).catch((error: unknown) => {
    logger.error("slack request not processed", { code: errorCode(error), kind: envelope.type });
  });
}

function payloadOf(response: unknown): object | undefined {
  return typeof response === "object" && response !== null ? response : undefined;
}
