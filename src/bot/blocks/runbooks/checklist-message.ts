import type { ActionsBlock, KnownBlock, MrkdwnOption } from "@slack/types";
import type { ChecklistCard } from "../../../alerts/runbooks/checklist-card.ts";
import { durationText } from "../kit/measures.ts";
import type { Message } from "../kit/message.ts";
import {
  context,
  cutText,
  dateText,
  escapeProse,
  escapeText,
  headOf,
  localTimes,
  mrkdwn,
  personText,
  plain,
  quoteEmphasis,
  section,
} from "../kit/text.ts";

/** Boxes per element; Slack allows no more. */
const MAX_BOXES = 10;
/** Steps shown with a box; nobody reads a longer runbook at night. */
const MAX_STEPS = 20;
/** How many lines say who did what; the boxes show the rest. */
const MAX_LINES = 10;
const MAX_CHECKS = 6;
/** Characters of a step beside its box; escaping may lengthen them a little. */
const ONE_LINE = 70;

/** What a check by machine found. */
export const CHECK_MARKS = { ok: "✅", attention: "⚠️", unknown: "❔" } as const;

/** The checklist in an alert's thread: what the automatic checks found, what people have done, and what remains. */
export function checklistMessage({ alert, runbook, machine, steps }: ChecklistCard): Message {
  const done = steps.filter((step) => step.done !== null).length;
  const title = `${alert.drill === true ? "DRILL: " : ""}Runbook ${runbook.id}: ${done} of ${steps.length} steps done`;
  // In a storm the checklists of many alerts share one thread.
  const about =
    alert.subject === undefined ? "" : ` · ${escapeText(`${alert.tenantId} · ${alert.subject}`, 200)}`;
  const blocks: KnownBlock[] = [
    section(`*${escapeText(title, 200)}*\n${escapeText(runbook.title, 300)}${about}`),
    ...machine
      .slice(0, MAX_CHECKS)
      .map(({ label, result, detail }) =>
        section(
          `${CHECK_MARKS[result]} *${escapeText(label, 120)}*\n${localTimes(escapeProse(detail, 400))}`,
        ),
      ),
    ...(machine.length > MAX_CHECKS
      ? [context(`and ${machine.length - MAX_CHECKS} more checks by machine`)]
      : []),
    ...boxes(alert, steps.slice(0, MAX_STEPS), done),
    ...(steps.length > MAX_STEPS
      ? [context(`and ${steps.length - MAX_STEPS} more steps in the runbook itself`)]
      : []),
    ...doneLines(steps),
  ];
  return { text: cutText(escapeText(title, 900), 1000), blocks };
}

function boxes(
  { alertId, tenantId }: ChecklistCard["alert"],
  steps: ChecklistCard["steps"],
  done: number,
): KnownBlock[] {
  const blocks: KnownBlock[] = [];
  for (let from = 0; from < steps.length; from += MAX_BOXES) {
    const part = steps.slice(from, from + MAX_BOXES);
    const options = part.map(({ key, text }, index): MrkdwnOption => {
      // Half a code span would show its backtick, so a step on two lines has none.
      const whole = `${from + index + 1}. ${quoteEmphasis(text)}`;
      const [first, rest] = splitText(whole.length <= ONE_LINE ? whole : whole.replaceAll("`", ""));
      return {
        value: key,
        text: mrkdwn(escapeProse(first, 75)),
        ...(rest !== "" && { description: plain(rest, 75) }),
      };
    });
    const ticked = options.filter((_, index) => part[index]?.done !== null);
    const block: ActionsBlock = {
      type: "actions",
      // A new id with every state: clients keep the ticks of a block whose id they know.
      block_id: `steps:${from}:${done}:${alertId}:${tenantId}`.slice(0, 255),
      elements: [
        {
          type: "checkboxes",
          action_id: "tick-steps",
          options,
          ...(ticked.length > 0 && { initial_options: ticked }),
        },
      ],
    };
    blocks.push(block);
  }
  return blocks;
}

/** A box holds 75 characters and a second line of 75; the whole step is in the runbook. */
function splitText(text: string): [string, string] {
  if (text.length <= ONE_LINE) return [text, ""];
  const cut = text.lastIndexOf(" ", ONE_LINE);
  const at = cut < 20 ? headOf(text, ONE_LINE).length : cut;
  return [text.slice(0, at), text.slice(at).trim()];
}

function doneLines(steps: ChecklistCard["steps"]): KnownBlock[] {
  const lines = steps.flatMap(({ done }, index) =>
    done === null
      ? []
      : [
          `${index + 1}. ${personText(done.actor)} ${dateText(done.doneAt)}, ${durationText(done.secondsSinceFired * 1000)} after it fired`,
        ],
  );
  return lines.length === 0 ? [] : [context(lines.slice(-MAX_LINES).join("\n"))];
}
