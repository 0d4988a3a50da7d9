import { SLACK_USER_PATTERN } from "../../../entities/slack-mention.ts";
import type { Message } from "../kit/message.ts";
import { context, escapeText, localTimes, namePeople, section } from "../kit/text.ts";

/** A line in an alert's thread: what changed. Outside the thread, `link` points to the alert. */
export function alertNoteMessage(note: string, link: string | null = null): Message {
  return {
    text: localTimes(namePeople(keepMentions(escapeText(note, 1000)))),
    blocks: [
      section(localTimes(namePeople(keepMentions(escapeText(note, 2500))))),
      ...(link === null ? [] : [context(`<${link}|Open the alert> to take it.`)]),
    ],
  };
}

/** Mentions of people and user groups are the only markup a note has. */
function keepMentions(escaped: string): string {
  return escaped
    .replaceAll(new RegExp(`&lt;@(${SLACK_USER_PATTERN})&gt;`, "g"), "<@$1>")
    .replaceAll(/&lt;!subteam\^(S[A-Z0-9]{2,})&gt;/g, "<!subteam^$1>");
}
