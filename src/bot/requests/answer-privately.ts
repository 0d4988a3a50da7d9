import { RespondError, type RespondFn } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";

/**
 * Answers where something was asked; by direct message where Slack gives no such place (App Home, forms), or does not
 * take the answer there any more (half an hour, five answers).
 */
export function answerPrivately(
  respond: RespondFn | undefined,
  client: WebClient,
  slackUserId: string,
): RespondFn {
  const byDirectMessage: RespondFn = async (message) => {
    const text = typeof message === "string" ? message : message.text;
    const blocks = typeof message !== "string" && "blocks" in message ? message.blocks : undefined;
    await client.chat.postMessage({
      channel: slackUserId,
      text: text ?? "",
      ...(blocks !== undefined && { blocks }),
    });
    return Response.json({ ok: true });
  };
  if (respond === undefined) return byDirectMessage;
  return async (message) => {
    try {
      return await respond(message);
    } catch (error) {
      if (!(error instanceof RespondError)) throw error;
      return byDirectMessage(message);
    }
  };
}
