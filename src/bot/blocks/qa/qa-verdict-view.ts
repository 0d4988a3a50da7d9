import type { KnownBlock, ModalView, PlainTextOption } from "@slack/types";
import { VERDICTS, type Verdict } from "../../../entities/vocabulary.ts";
import { VERDICT_WORDS } from "../kit/status-words.ts";
import { escapeProse, escapeText, headOf, plain, section } from "../kit/text.ts";
import { QA_REASONS } from "./qa-reasons.ts";

/** What the form starts with. */
export interface VerdictForm {
  readonly companyName: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly notes: string | null;
  /** Something the person must know before submitting, e.g. that somebody else was faster. */
  readonly warning: string | null;
  /** What the submission needs to find its sample and its card again. */
  readonly metadata: string;
}

/** The form for a verdict with a reason and notes. */
export function qaVerdictView(form: VerdictForm): ModalView {
  const verdicts = VERDICTS.map((verdict) => option(verdict, VERDICT_WORDS[verdict]));
  const reasons = QA_REASONS.map(({ value, text }) => option(value, text));
  const reason = reasons.find(({ value }) => value === form.reason);
  const verdict = verdicts.find(({ value }) => value === form.verdict);
  const blocks: KnownBlock[] = [
    section(`*${escapeText(form.companyName, 250)}*`),
    ...(form.warning === null ? [] : [section(`⚠️ ${escapeProse(form.warning, 1000)}`)]),
    {
      type: "input",
      block_id: "verdict",
      label: plain("Verdict", 2000),
      element: {
        type: "radio_buttons",
        action_id: "verdict",
        options: verdicts,
        ...(verdict === undefined ? {} : { initial_option: verdict }),
      },
    },
    {
      type: "input",
      block_id: "reason",
      optional: true,
      label: plain("Reason", 2000),
      hint: plain("Needed unless it passes.", 2000),
      element: {
        type: "static_select",
        action_id: "reason",
        placeholder: plain("What is wrong?", 150),
        options: reasons,
        ...(reason === undefined ? {} : { initial_option: reason }),
      },
    },
    {
      type: "input",
      block_id: "notes",
      optional: true,
      label: plain("Notes", 2000),
      hint: plain("Needed for a fail. Write no e-mail addresses: the notes are exported.", 2000),
      element: {
        type: "plain_text_input",
        action_id: "notes",
        multiline: true,
        max_length: 2000,
        ...(form.notes === null || form.notes === "" ? {} : { initial_value: headOf(form.notes, 2000) }),
      },
    },
  ];
  return {
    type: "modal",
    callback_id: "qa-verdict",
    title: plain("QA verdict", 24),
    submit: plain("Record", 24),
    close: plain("Cancel", 24),
    private_metadata: form.metadata,
    blocks,
  };
}

function option(value: string, text: string): PlainTextOption {
  return { value, text: plain(text, 75) };
}
