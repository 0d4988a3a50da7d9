import type { Answers } from "./desk.ts";
import {
  codePoints,
  type Fields,
  fieldsOf,
  isFields,
  itemsOf,
  objectsOf,
  textObjectOf,
  textOf,
} from "./fields.ts";

/** An element and the block it stands in. */
export interface PlacedElement {
  blockId: string;
  element: Fields;
}

/** How an element reports a choice: which member carries it, which member its initial value, and what kind of choice it is. */
const CHOICES: Readonly<
  Record<string, { chosen: string; initial: string; kind: "text" | "option" | "number"; isMany?: true }>
> = {
  plain_text_input: { chosen: "value", initial: "initial_value", kind: "text" },
  email_text_input: { chosen: "value", initial: "initial_value", kind: "text" },
  url_text_input: { chosen: "value", initial: "initial_value", kind: "text" },
  number_input: { chosen: "value", initial: "initial_value", kind: "text" },
  static_select: { chosen: "selected_option", initial: "initial_option", kind: "option" },
  radio_buttons: { chosen: "selected_option", initial: "initial_option", kind: "option" },
  multi_static_select: {
    chosen: "selected_options",
    initial: "initial_options",
    kind: "option",
    isMany: true,
  },
  checkboxes: { chosen: "selected_options", initial: "initial_options", kind: "option", isMany: true },
  users_select: { chosen: "selected_user", initial: "initial_user", kind: "text" },
  multi_users_select: { chosen: "selected_users", initial: "initial_users", kind: "text", isMany: true },
  channels_select: { chosen: "selected_channel", initial: "initial_channel", kind: "text" },
  conversations_select: { chosen: "selected_conversation", initial: "initial_conversation", kind: "text" },
  datepicker: { chosen: "selected_date", initial: "initial_date", kind: "text" },
  timepicker: { chosen: "selected_time", initial: "initial_time", kind: "text" },
  datetimepicker: { chosen: "selected_date_time", initial: "initial_date_time", kind: "number" },
};

/** Every element of the blocks that can be pressed or filled in, in order, those inside cards included. */
export function placedElements(blocks: readonly Fields[]): readonly PlacedElement[] {
  return blocks.flatMap((block) => {
    const own = [
      block["element"],
      block["accessory"],
      ...itemsOf(block["elements"]),
      ...itemsOf(block["actions"]),
    ];
    const placed = own
      .filter(isFields)
      .filter((element) => textOf(element["action_id"]) !== "")
      .map((element) => ({ blockId: textOf(block["block_id"]), element }));
    const cards = objectsOf(block["elements"]).filter(({ type }) => type === "card");
    return [...placed, ...placedElements([...cards, ...objectsOf(block["child_blocks"])])];
  });
}

/** The element with this action_id, in this block when it is named. */
export function findElement(
  blocks: readonly Fields[],
  actionId: string,
  blockId: string | undefined,
): PlacedElement | undefined {
  return placedElements(blocks).find(
    ({ element, blockId: id }) =>
      element["action_id"] === actionId && (blockId === undefined || id === blockId),
  );
}

/** Slack's `state.values`: what every input of the blocks holds, filled in or initial. */
export function stateValues(
  blocks: readonly Fields[],
  answers: Answers,
): Record<string, Record<string, Fields>> {
  const values: Record<string, Record<string, Fields>> = {};
  for (const { blockId, element } of placedElements(blocks)) {
    const actionId = textOf(element["action_id"]);
    const held = heldBy(element, answers[`${blockId} ${actionId}`] ?? answers[actionId]);
    if (held) values[blockId] = { ...values[blockId], [actionId]: held };
  }
  return values;
}

/** One entry of `actions` in a block_actions payload. */
export function actionOf(
  placed: PlacedElement,
  value: string | readonly string[] | undefined,
  actionTs: string,
): Fields {
  const { element, blockId } = placed;
  const common = {
    type: element["type"],
    action_id: element["action_id"],
    block_id: blockId,
    action_ts: actionTs,
  };
  if (element["type"] === "overflow") return { ...common, selected_option: optionOf(element, one(value)) };
  const held = heldBy(element, value);
  if (held) return { ...common, ...held, ...pick(element, "placeholder", "confirm") };
  return { ...common, ...pick(element, "text", "value", "style", "url") };
}

/** What is missing or too short or long, per block_id: the checks Slack makes before it asks the bot. */
export function unfilledInputs(
  blocks: readonly Fields[],
  answers: Answers,
): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {};
  for (const block of blocks.filter(({ type }) => type === "input")) {
    const blockId = textOf(block["block_id"]);
    const element = fieldsOf(block["element"]);
    const held = stateValues([block], answers)[blockId]?.[textOf(element["action_id"])];
    const chosen = held === undefined ? undefined : held[CHOICES[textOf(element["type"])]?.chosen ?? ""];
    const isEmpty = Array.isArray(chosen) ? chosen.length === 0 : (chosen ?? "") === "";
    if (isEmpty && block["optional"] !== true) errors[blockId] = "Please complete this required field.";
    const length = codePoints(textOf(chosen));
    const [min, max] = [
      Number(element["min_length"] ?? 0),
      Number(element["max_length"] ?? Number.POSITIVE_INFINITY),
    ];
    if (length > 0 && length < min) errors[blockId] = `Please enter at least ${min} characters.`;
    if (length > max) errors[blockId] = `Please enter at most ${max} characters.`;
  }
  return errors;
}

/** The options of a select, grouped or not. */
export function optionsOf(element: Fields): readonly Fields[] {
  const grouped = objectsOf(element["option_groups"]).flatMap((group) => objectsOf(group["options"]));
  return [...objectsOf(element["options"]), ...grouped];
}

/** The label of an option. */
export function optionLabel(option: Fields): string {
  return textObjectOf(option["text"]);
}

function heldBy(element: Fields, answer: string | readonly string[] | undefined): Fields | undefined {
  const type = textOf(element["type"]);
  const choice = CHOICES[type];
  if (choice === undefined) return undefined;
  const initial = element[choice.initial] ?? (choice.isMany ? [] : null);
  if (answer === undefined) return { type, [choice.chosen]: initial };
  const answers = typeof answer === "string" ? [answer] : answer;
  if (choice.isMany) {
    const given = answers.filter((text) => text !== "");
    return {
      type,
      [choice.chosen]:
        choice.kind === "option" ? given.flatMap((text) => optionOf(element, text) ?? []) : given,
    };
  }
  return { type, [choice.chosen]: read() };

  function read(): unknown {
    const text = answers[0] ?? "";
    if (text === "") return null;
    if (choice?.kind === "option") return optionOf(element, text) ?? null;
    return choice?.kind === "number" ? Number(text) : text;
  }
}

function optionOf(element: Fields, value: string): Fields | undefined {
  return optionsOf(element).find((option) => option["value"] === value);
}

function one(value: string | readonly string[] | undefined): string {
  return typeof value === "string" ? value : (value?.[0] ?? "");
}

function pick(fields: Fields, ...names: readonly string[]): Fields {
  return Object.fromEntries(
    names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
  );
}
