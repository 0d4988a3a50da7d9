import type { AlertCard } from "../../../alerts/cards/alert-card.ts";
import type { Message } from "../kit/message.ts";
import { context, dateText, escapeProse, header, localTimes, namePeople, section } from "../kit/text.ts";

/** The most lines; the middle of a longer story is left out. */
const MOST_LINES = 30;
const LINE_LENGTH = 250;

/** What happened to an incident, to be pasted into a report: nobody is called by it. */
export function timelineMessage(
  { alert, runbook }: Pick<AlertCard, "alert" | "runbook">,
  lines: readonly { readonly at: Date; readonly text: string }[],
): Message {
  const title = `${alert.tenantId}: ${runbook?.title ?? alert.ruleId}`;
  const half = MOST_LINES / 2;
  const shown = lines.length <= MOST_LINES ? lines : [...lines.slice(0, half), ...lines.slice(-half)];
  const left = lines.length - shown.length;
  return {
    text: `Timeline of ${escapeProse(title, 300)}`,
    blocks: [
      header(`🗒️ ${title}`),
      ...shown.map(({ at, text }) =>
        section(`${dateText(at)} ${localTimes(namePeople(escapeProse(withoutCalls(text), LINE_LENGTH)))}`),
      ),
      ...(left > 0 ? [context(`${left} lines in between are left out.`)] : []),
    ],
  };
}

/** Mentions by their ids, so that nobody is called again. */
function withoutCalls(text: string): string {
  return text.replaceAll(/<@([UW][A-Z0-9]+)>/g, "@$1").replaceAll(/<!subteam\^(S[A-Z0-9]+)>/g, "@$1");
}
