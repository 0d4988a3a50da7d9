import type { Message } from "./kit/message.ts";
import { context, section } from "./kit/text.ts";

/** A link to the pages, for the one who asked and nobody else. */
export function loginMessage(link: string): Message {
  return {
    text: "Your link to the pages",
    blocks: [
      section(`<${link}|Open the pages>`),
      context("The link signs in once, as you, within ten minutes. Do not pass it on."),
    ],
  };
}
