import type { Button, KnownBlock } from "@slack/types";
import type { QaSample } from "../../../entities/qa-sample.ts";
import type { QaVerdict } from "../../../entities/qa-verdict.ts";
import type { QaSampleCard } from "../../../qa/verdicts/qa-sample-card.ts";
import type { Message } from "../kit/message.ts";
import { VERDICT_WORDS } from "../kit/status-words.ts";
import {
  context,
  cutText,
  dateText,
  escapeCode,
  escapeText,
  mrkdwn,
  personText,
  plain,
  section,
} from "../kit/text.ts";

/** The card of a sampled company: what we found, what was checked, the verdict and its history, and the buttons. */
export function qaSampleMessage(card: QaSampleCard): Message {
  const { sample, company } = card;
  const title = `${sample.sampleNo} of ${card.sampleSize}: ${company.name}`;
  const standing = card.verdicts.at(-1);
  const state = standing === undefined ? "not judged yet" : VERDICT_WORDS[standing.result];
  const blocks: KnownBlock[] = [
    section(`*${escapeText(title, 250)}*\n${companyLine(card)}`),
    ...(card.rationale === null
      ? []
      : [section(`>${escapeText(card.rationale, 1500).replaceAll("\n", "\n>")}`)]),
    ...checkSections(card),
    ...verdictSections(card.verdicts),
    { type: "actions", block_id: `qa:${sample.companyId}:${sample.version}`, elements: buttons(sample) },
  ];
  return { text: cutText(`QA ${escapeText(title)} (${state})`, 500), blocks };
}

function companyLine({ company, score, sample }: QaSampleCard): string {
  // A domain is shown as code: a link would unfurl, and send people to a site nobody has vetted.
  const domain = company.domain === null ? "no domain" : `\`${escapeCode(company.domain, 253)}\``;
  return `${domain} · ${sample.bucket}${score === null ? "" : ` · score ${Math.round(score)}`}`;
}

function checkSections({ checks }: QaSampleCard): KnownBlock[] {
  if (checks.length === 0) return [];
  const fields = checks.slice(0, 10).map(({ name, passed, note }) => {
    const mark = passed === null ? "❔" : passed ? "✔️" : "❗";
    return mrkdwn(`${mark} *${escapeText(name, 80)}*${note === null ? "" : `\n${escapeText(note, 300)}`}`);
  });
  return [{ type: "section", fields }];
}

function verdictSections(verdicts: readonly QaVerdict[]): KnownBlock[] {
  const standing = verdicts.at(-1);
  if (standing === undefined) return [];
  const earlier = verdicts.slice(0, -1);
  const disputed = earlier.some(
    ({ actor, result }) => actor !== standing.actor && result !== standing.result,
  );
  const reason = standing.reason === null ? "" : ` · ${escapeText(standing.reason, 80)}`;
  const notes =
    standing.notes === null ? "" : `\n>${escapeText(standing.notes, 1000).replaceAll("\n", "\n>")}`;
  return [
    section(
      `*${VERDICT_WORDS[standing.result]}*${reason} by ${personText(standing.actor)} ${dateText(standing.at)}${notes}`,
    ),
    ...(earlier.length === 0
      ? []
      : [
          context(
            ...(disputed ? ["⚠️ Reviewers disagree."] : []),
            ...earlier.slice(-5).toReversed().map(earlierLine),
          ),
        ]),
  ];
}

function earlierLine({ result, actor, at }: QaVerdict): string {
  return `Before: ${VERDICT_WORDS[result]} by ${personText(actor)} ${dateText(at)}`;
}

function buttons({ tenantId, runId, companyId, version }: QaSample): Button[] {
  const value = JSON.stringify({ tenantId, runId, companyId, version });
  return [
    { type: "button", action_id: "qa-pass", style: "primary", text: plain("Pass", 75), value },
    { type: "button", action_id: "qa-fail", style: "danger", text: plain("Fail…", 75), value },
    { type: "button", action_id: "qa-needs-review", text: plain("Needs review…", 75), value },
    { type: "button", action_id: "qa-notes", text: plain("Notes…", 75), value },
  ];
}
