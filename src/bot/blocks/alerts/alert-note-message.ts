import { SLACK_USER_PATTERN } from "../../../entities/slack-mention.ts";
import type { AlertRef } from "../../ports/alerts.ts";
import type { Message } from "../kit/message.ts";
import { ALERT_STATE_MARKS } from "../kit/status-words.ts";
import { context, escapeProse, localTimes, namePeople, personText, section } from "../kit/text.ts";
import { acknowledgeButton } from "./alert-buttons.ts";

/** How the block of a note's button begins: pressing it leaves the note as it is, since the card is drawn elsewhere. */
export const NOTE_BLOCK = "alert-note:";

/** Who acknowledged or ended the alert of a note that had a button; a Slack user id, or `system`. */
export interface NoteTaken {
  readonly state: "acknowledged" | "resolved";
  readonly by: string;
}

/**
 * A line in an alert's thread: what changed. Outside the thread, `link` points to the alert. `acknowledge`: the alert that
 * can be acknowledged from here. `taken`: what became of that button.
 */
export function alertNoteMessage(
  note: string,
  {
    link = null,
    acknowledge = null,
    taken = null,
  }: {
    readonly link?: string | null;
    readonly acknowledge?: AlertRef | null;
    readonly taken?: NoteTaken | null;
  } = {},
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
      ...(taken === null ? [] : [context(takenText(taken))]),
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

function takenText({ state, by }: NoteTaken): string {
  const mark = ALERT_STATE_MARKS[state];
  if (by === "system") return `${mark} Resolved by itself.`;
  return `${mark} ${state === "resolved" ? "Resolved" : "Acknowledged"} by ${personText(by)}.`;
}
