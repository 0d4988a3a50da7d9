import type { RespondFn } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";

/** Stands in for `respond` where Slack gives none (App Home, forms): a direct message to the person who pressed. */
export function answerPrivately(
  respond: RespondFn | undefined,
  client: WebClient,
  slackUserId: string,
): RespondFn {
  if (respond !== undefined) return respond;
  return async (message) => {
    const text = typeof message === "string" ? message : message.text;
    const blocks = typeof message !== "string" && "blocks" in message ? message.blocks : undefined;
    await client.chat.postMessage({
      channel: slackUserId,
      text: text ?? "",
      ...(blocks !== undefined && { blocks }),
    });
    return Response.json({ ok: true });
  };
}
