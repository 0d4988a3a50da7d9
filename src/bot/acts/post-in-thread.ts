import type { WebClient } from "@slack/web-api";
import { errorCode } from "../../errors.ts";
import type { CardPlace } from "../answers/redraw-card.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** Says something in a card's thread. What it reports has been done all the same if Slack takes no reply; returns whether it did. */
export async function postInThread(
  client: WebClient,
  place: CardPlace | null,
  text: string,
  { logger }: Pick<BotDependencies, "logger">,
): Promise<boolean> {
  if (place === null) return false;
  try {
    await client.chat.postMessage({ channel: place.channel, thread_ts: place.ts, text });
    return true;
  } catch (error) {
    logger.warn("note not posted", { code: errorCode(error), channel: place.channel });
    return false;
  }
}
