import type { SectionBlock } from "@slack/types";
import { slackMention } from "../../../entities/slack-mention.ts";
import type { Verdict } from "../../../entities/vocabulary.ts";
import type { ListedSample } from "../../../qa/sampling/listed-sample.ts";
import type { Message } from "../kit/message.ts";
import { VERDICT_MARKS } from "../kit/status-words.ts";
import { context, dateText, escapeText, header, section, shortId } from "../kit/text.ts";

/** How many samples the list names. */
const LISTED = 20;

/** The sample of a run, and how much of it has been judged. */
export interface QaRunCard {
  readonly tenantId: string;
  readonly runId: string;
  readonly startedAt: Date;
  readonly sampleSize: number;
  readonly populationSize: number;
  readonly counts: Readonly<Record<Verdict, number>>;
  /** In the order of review. */
  readonly samples: readonly ListedSample[];
  /** Slack ids of the people and user groups who are notified of a new sample. */
  readonly reviewers: readonly string[];
  /** The pass rate with its interval, in words; null before the first verdict. */
  readonly passRate: string | null;
  /** The share of good companies over the last nights, in words; null where too little is known. */
  readonly windowRate: string | null;
}

/** The first message of a run's sample: progress, the rate and each company with its verdict; the cards to judge are in its thread. */
export function qaRunMessage(card: QaRunCard): Message {
  const judged = card.counts.pass + card.counts.fail + card.counts.needs_review;
  const done = card.sampleSize > 0 && judged >= card.sampleSize;
  const title = `${done ? "✅" : "🔍"} ${card.tenantId}: QA, ${judged} of ${card.sampleSize} judged, ${card.counts.pass} pass`;
  const listed = card.samples.slice(0, LISTED).map(sampleLine);
  const more = card.samples.length - listed.length;
  return {
    text: escapeText(title),
    blocks: [
      header(title),
      ...reviewersSection(card.reviewers),
      section(
        [...listed, ...(more > 0 ? [`and ${more} more`] : [])].join("\n") || "No company of it is left.",
      ),
      context(
        card.passRate === null
          ? `${card.sampleSize} of ${card.populationSize} High companies, no verdict yet.`
          : escapeText(card.passRate, 300),
        ...(card.windowRate === null ? [] : [escapeText(card.windowRate, 300)]),
        `Night of ${dateText(card.startedAt)}, run \`${shortId(card.runId)}\``,
        done ? "All judged." : "Judge them in the thread, or one after the other with `/qa`.",
      ),
    ],
  };
}

/** Slack tells a person once, when the message is posted; it stays through edits, which tell nobody. */
function reviewersSection(reviewers: readonly string[]): SectionBlock[] {
  const mentions = reviewers.flatMap((id) => slackMention(id) ?? []);
  return mentions.length === 0 ? [] : [section(mentions.join(" "))];
}

function sampleLine({ sampleNo, companyName, result, isFlawless }: ListedSample): string {
  const mark = result === null ? (isFlawless ? "▫️" : "❗") : VERDICT_MARKS[result];
  return `${mark} ${sampleNo}. ${escapeText(companyName, 80)}`;
}
