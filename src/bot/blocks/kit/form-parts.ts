import type { ContextBlock, InputBlock, ModalView, PlainTextOption } from "@slack/types";
import { context, headOf, plain, section } from "./text.ts";

export function option(value: string, text: string): PlainTextOption {
  return { value, text: plain(text, 75) };
}

/** A menu with one choice; `asks` sends each choice to the bot at once, under the field's name. */
export function selectInput(field: {
  readonly name: string;
  readonly label: string;
  readonly options: readonly PlainTextOption[];
  readonly initial?: string | undefined;
  readonly optional?: boolean;
  readonly hint?: string;
  readonly asks?: boolean;
}): InputBlock {
  const options = field.options.slice(0, 100);
  const initial = options.find(({ value }) => value === field.initial);
  return {
    type: "input",
    block_id: field.name,
    label: plain(field.label, 2000),
    ...(field.optional === true && { optional: true }),
    ...(field.asks === true && { dispatch_action: true }),
    ...(field.hint !== undefined && { hint: plain(field.hint, 2000) }),
    element: {
      type: "static_select",
      action_id: field.name,
      options,
      ...(initial !== undefined && { initial_option: initial }),
    },
  };
}

/** A line of text. */
export function textInput(field: {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly optional?: boolean;
  readonly multiline?: boolean;
  readonly initial?: string | undefined;
  readonly maxLength?: number;
}): InputBlock {
  const maxLength = field.maxLength ?? 500;
  return {
    type: "input",
    block_id: field.name,
    label: plain(field.label, 2000),
    ...(field.optional === true && { optional: true }),
    ...(field.hint !== undefined && { hint: plain(field.hint, 2000) }),
    element: {
      type: "plain_text_input",
      action_id: field.name,
      multiline: field.multiline === true,
      max_length: maxLength,
      ...(field.initial !== undefined &&
        field.initial !== "" && { initial_value: headOf(field.initial, maxLength) }),
    },
  };
}

/** A modal with nothing to fill in: what happened, and what to do. */
export function noticeView(title: string, text: string, small?: string): ModalView {
  const notes: ContextBlock[] = small === undefined ? [] : [context(small)];
  return {
    type: "modal",
    title: plain(title, 24),
    close: plain("Close", 24),
    blocks: [section(text), ...notes],
  };
}
