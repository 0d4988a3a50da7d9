import { SLACK_USER_PATTERN } from "../../../entities/slack-mention.ts";
import type { AlertRef } from "../../ports/alerts.ts";
import type { Message } from "../kit/message.ts";
import { context, escapeProse, localTimes, namePeople, section } from "../kit/text.ts";
import { acknowledgeButton } from "./alert-buttons.ts";

/** How the block of a note's button begins: pressing it leaves the note as it is, since the card is drawn elsewhere. */
export const NOTE_BLOCK = "alert-note:";

/**
 * A line in an alert's thread: what changed. Outside the thread, `link` points to the alert. `acknowledge`: the alert that
 * can be acknowledged from here.
 */
export function alertNoteMessage(
  note: string,
  {
    link = null,
    acknowledge = null,
  }: { readonly link?: string | null; readonly acknowledge?: AlertRef | null } = {},
): Message {
  const buttons =
    acknowledge === null
      ? []
      : [
          {
            type: "actions" as const,
            block_id: `${NOTE_BLOCK}${acknowledge.alertId}`,
            elements: [acknowledgeButton(JSON.stringify(acknowledge))],
          },
        ];
  return {
    text: localTimes(namePeople(keepMentions(escapeProse(note, 1000)))),
    blocks: [
      section(localTimes(namePeople(keepMentions(escapeProse(note, 2500))))),
      ...buttons,
      ...(link === null ? [] : [context(`<${link}|Open the alert> to see more.`)]),
    ],
  };
}

/** Mentions of people and user groups are the only markup a note has. */
function keepMentions(escaped: string): string {
  return escaped
    .replaceAll(new RegExp(`&lt;@(${SLACK_USER_PATTERN})&gt;`, "g"), "<@$1>")
    .replaceAll(/&lt;!subteam\^(S[A-Z0-9]{2,})&gt;/g, "<!subteam^$1>");
}
