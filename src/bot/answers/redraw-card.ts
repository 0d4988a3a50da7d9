import type { RespondFn } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import { errorCode } from "../../errors.ts";
import type { Message } from "../blocks/kit/message.ts";
import type { BotLogger } from "../ports/bot-logger.ts";
import { createReference, withReference } from "../requests/decline.ts";

/** Where a card is. */
export interface CardPlace {
  readonly channel: string;
  readonly ts: string;
}

/**
 * Shows a card's new state at once. The change is already recorded, and the outbox draws it as well: a failure here
 * is reported and logged, and undoes nothing.
 */
export async function redrawCard(
  place: CardPlace | null,
  message: Message,
  { client, respond, logger }: { client: WebClient; respond?: RespondFn; logger: BotLogger },
): Promise<void> {
  if (place === null) return;
  try {
    await client.chat.update({ ...place, text: message.text, blocks: message.blocks });
  } catch (error) {
    const reference = createReference();
    logger.warn("card not redrawn", { reference, code: errorCode(error), channel: place.channel });
    const text = "That is recorded. Slack did not let me redraw the card; I will try again.";
    await respond?.({
      response_type: "ephemeral",
      replace_original: false,
      text: withReference(text, reference),
    });
  }
}

/** The message a pressed button sits in; null when it sits in none (App Home, a modal). */
export function placeOf(body: {
  channel?: { id: string };
  container: { [key: string]: unknown };
}): CardPlace | null {
  const { message_ts: ts, channel_id: channel } = body.container;
  if (typeof ts !== "string") return null;
  if (typeof channel === "string") return { channel, ts };
  return body.channel === undefined ? null : { channel: body.channel.id, ts };
}
