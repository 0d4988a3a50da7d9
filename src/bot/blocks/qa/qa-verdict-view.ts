import type { KnownBlock, ModalView, PlainTextOption } from "@slack/types";
import { VERDICTS, type Verdict } from "../../../entities/vocabulary.ts";
import { VERDICT_WORDS } from "../kit/status-words.ts";
import { escapeProse, escapeText, headOf, plain, section } from "../kit/text.ts";
import { QA_REASONS } from "./qa-reasons.ts";

/** What the form starts with. */
export interface VerdictForm {
  readonly companyName: string;
  /** The verdict it is for, or begins with; null: none is chosen, and notes may stand alone. */
  readonly verdict: Verdict | null;
  /** Whether the person may choose another verdict. */
  readonly isOpen: boolean;
  readonly reason: string | null;
  readonly notes: string | null;
  /** Something the person must know before submitting, e.g. that somebody else was faster. */
  readonly warning: string | null;
  /** What the submission needs to find its sample and its card again. */
  readonly metadata: string;
}

/** The form for a verdict with a reason and notes; without `isOpen` it asks for nothing that the verdict does not need. */
export function qaVerdictView(form: VerdictForm): ModalView {
  const { verdict, isOpen } = form;
  const blocks: KnownBlock[] = [
    section(
      `*${escapeText(form.companyName, 250)}*${isOpen || verdict === null ? "" : `\n${VERDICT_WORDS[verdict]}`}`,
    ),
    ...(form.warning === null ? [] : [section(`⚠️ ${escapeProse(form.warning, 1000)}`)]),
    ...(isOpen ? [verdictInput(verdict)] : []),
    reasonInput(form),
    notesInput(form),
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

function verdictInput(chosen: Verdict | null): KnownBlock {
  const options = VERDICTS.map((verdict) => option(verdict, VERDICT_WORDS[verdict]));
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: "input",
    block_id: "verdict",
    optional: chosen === null,
    label: plain("Verdict", 2000),
    ...(chosen === null ? { hint: plain("Without one only the notes are kept.", 2000) } : {}),
    element: {
      type: "radio_buttons",
      action_id: "verdict",
      options,
      ...(initial === undefined ? {} : { initial_option: initial }),
    },
  };
}

/** A pass needs no reason, so a form that may become one cannot require it; the submission is checked field by field. */
function reasonInput({ isOpen, reason }: VerdictForm): KnownBlock {
  const options = QA_REASONS.map(({ value, text }) => option(value, text));
  const initial = options.find(({ value }) => value === reason);
  return {
    type: "input",
    block_id: "reason",
    optional: isOpen,
    label: plain(isOpen ? "What is wrong, unless it passes" : "What is wrong?", 2000),
    element: {
      type: "radio_buttons",
      action_id: "reason",
      options,
      ...(initial === undefined ? {} : { initial_option: initial }),
    },
  };
}

function notesInput({ isOpen, verdict, notes }: VerdictForm): KnownBlock {
  const isRequired = !isOpen && verdict === "fail";
  return {
    type: "input",
    block_id: "notes",
    optional: !isRequired,
    label: plain(isRequired ? "What did you see?" : isOpen ? "Notes (a fail needs them)" : "Notes", 2000),
    hint: plain("Write no e-mail addresses: the notes are exported.", 2000),
    element: {
      type: "plain_text_input",
      action_id: "notes",
      multiline: true,
      max_length: 3000,
      ...(notes === null || notes === "" ? {} : { initial_value: headOf(notes, 3000) }),
    },
  };
}

function option(value: string, text: string): PlainTextOption {
  return { value, text: plain(text, 75) };
}
