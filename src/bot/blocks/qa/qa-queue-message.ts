import type { KnownBlock } from "@slack/types";
import type { QaSampleCard } from "../../../qa/verdicts/qa-sample-card.ts";
import type { QueueState } from "../../../qa/verdicts/queue-state.ts";
import type { Message } from "../kit/message.ts";
import { VERDICT_WORDS } from "../kit/status-words.ts";
import { context, cutText, dateText, escapeText, personText, section } from "../kit/text.ts";
import { sampleSections, undoButton, verdictButtons } from "./qa-sample-message.ts";

/** Of how many tenants it is said who has judged how many. */
const LISTED_TENANTS = 5;

/** What a reviewer's queue shows. */
export interface QueuePage {
  readonly states: readonly QueueState[];
  /** The sample to judge now; null when there is none. */
  readonly next: QaSampleCard | null;
  /** The sample that was judged a moment ago. */
  readonly before: QaSampleCard | null;
}

/** One sample of the queue after the other, in a message that only its reviewer sees. */
export function qaQueueMessage({ states, next, before }: QueuePage): Message {
  const waiting = states.reduce((sum, state) => sum + state.waiting, 0);
  const standing = before?.verdicts.at(-1);
  const done =
    before === null || standing === undefined
      ? []
      : [context(`${VERDICT_WORDS[standing.result]}: ${escapeText(before.company.name, 150)}`)];
  if (next === null)
    return { text: cutText(emptyText(states), 500), blocks: [...done, ...emptyBlocks(states, before)] };
  return {
    text: cutText(`QA: ${waiting} waiting. ${escapeText(next.company.name)}`, 500),
    blocks: [
      ...done,
      ...sampleSections(next),
      {
        type: "actions",
        block_id: `qa:next:${next.sample.companyId}:${next.sample.version}`,
        elements: verdictButtons(next),
      },
      ...undoBlocks(before),
      context(`${escapeText(next.sample.tenantId, 80)} · ${waiting} waiting`),
    ],
  };
}

function emptyBlocks(states: readonly QueueState[], before: QaSampleCard | null): KnownBlock[] {
  return [
    section(emptyText(states)),
    ...undoBlocks(before),
    ...states
      .filter(({ reviewers }) => reviewers.length > 0)
      .slice(0, LISTED_TENANTS)
      .map(({ tenantId, reviewers }) =>
        context(
          `${escapeText(tenantId, 80)}, last 14 days: ${reviewers.map(({ actor, verdicts }) => `${personText(actor)} ${verdicts}`).join(", ")}`,
        ),
      ),
  ];
}

function emptyText(states: readonly QueueState[]): string {
  const withOthers = states.reduce((sum, state) => sum + state.withOthers, 0);
  if (withOthers > 0) {
    const oldest = states
      .flatMap(({ oldestAt }) => oldestAt ?? [])
      .toSorted((a, b) => a.getTime() - b.getTime())[0];
    return `${withOthers === 1 ? "One sample is" : `${withOthers} samples are`} in others' hands at the moment${oldest === undefined ? "" : `, the oldest drawn ${dateText(oldest)}`}; nothing else waits for a verdict.`;
  }
  return "Nothing waits for a verdict.";
}

function undoBlocks(before: QaSampleCard | null): KnownBlock[] {
  if (before === null || before.verdicts.length === 0) return [];
  return [
    {
      type: "actions",
      block_id: `qa:undo:${before.sample.companyId}:${before.sample.version}`,
      elements: [undoButton(before, `Undo ${before.company.name}`)],
    },
  ];
}
