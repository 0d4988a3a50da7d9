import type { Verdict } from "../../../entities/vocabulary.ts";
import type { Message } from "../kit/message.ts";
import { VERDICT_WORDS } from "../kit/status-words.ts";
import { context, dateText, escapeText, header, section } from "../kit/text.ts";

/** The sample of a run, and how much of it has been judged. */
export interface QaRunCard {
  readonly tenantId: string;
  readonly runId: string;
  readonly startedAt: Date;
  readonly sampleSize: number;
  readonly populationSize: number;
  readonly counts: Readonly<Record<Verdict, number>>;
  /** The pass rate with its interval, in words; null before the first verdict. */
  readonly passRate: string | null;
}

/** The first message of a run's sample; the cards to judge are in its thread. */
export function qaRunMessage(card: QaRunCard): Message {
  const judged = card.counts.pass + card.counts.fail + card.counts.needs_review;
  const done = card.sampleSize > 0 && judged >= card.sampleSize;
  const title = `${done ? "✅" : "🔍"} ${card.tenantId}: QA sample, ${judged} of ${card.sampleSize} judged`;
  const tally = (["pass", "fail", "needs_review"] as const)
    .map((verdict) => `${VERDICT_WORDS[verdict]}: *${card.counts[verdict]}*`)
    .join("   ");
  return {
    text: escapeText(title),
    blocks: [
      header(title),
      section(
        `${card.sampleSize} of ${card.populationSize} High companies of the night that began ${dateText(card.startedAt)}. Judge each in the thread.`,
      ),
      section(tally),
      context(
        ...(card.passRate === null ? ["No verdict yet."] : [escapeText(card.passRate, 300)]),
        `Run \`${escapeText(card.runId, 60)}\``,
      ),
    ],
  };
}
