import { RespondError, type RespondFn } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import { plainBlocks } from "../blocks/kit/plain-blocks.ts";
import { section } from "../blocks/kit/text.ts";

/** Slack's limit on the text of a section. */
const MAX_SECTION = 3_000;

/**
 * Answers where something was asked; by direct message where Slack gives no such place (App Home, forms), or does not
 * take the answer there any more (half an hour, five answers). A direct message has text in place of charts and tables.
 */
export function answerPrivately(
  respond: RespondFn | undefined,
  client: WebClient,
  slackUserId: string,
): RespondFn {
  const byDirectMessage: RespondFn = async (answer) => {
    const message = inBlocks(answer);
    const { text } = message;
    const blocks = "blocks" in message ? message.blocks : undefined;
    await client.chat.postMessage({
      channel: slackUserId,
      text: text ?? "",
      ...(blocks !== undefined && { blocks: plainBlocks(blocks) }),
    });
    return Response.json({ ok: true });
  };
  if (respond === undefined) return byDirectMessage;
  return async (answer) => {
    const message = inBlocks(answer);
    try {
      return await respond(message);
    } catch (error) {
      if (!(error instanceof RespondError)) throw error;
      return byDirectMessage(message);
    }
  };
}

/** A bare text as a section: only there can Slack be kept from making links of names in it. */
function inBlocks(answer: Parameters<RespondFn>[0]): Exclude<Parameters<RespondFn>[0], string> {
  const message = typeof answer === "string" ? { text: answer } : answer;
  const { text = "" } = message;
  if ("blocks" in message || text === "" || text.length > MAX_SECTION) return message;
  return { ...message, blocks: [section(text)] };
}
