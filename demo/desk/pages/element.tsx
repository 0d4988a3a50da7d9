import { type ReactNode, useContext } from "react";
import { optionLabel, optionsOf } from "../element-state.ts";
import { type Fields, fieldsOf, isFields, itemsOf, objectsOf, textObjectOf, textOf } from "../fields.ts";
import { Choices, type Hooks } from "./choices.tsx";
import { withEmoji } from "./emoji.ts";
import { keyed } from "./keyed.tsx";
import { NamesContext } from "./names.tsx";
import { PeopleContext } from "./people.tsx";
import { Text } from "./text.tsx";

interface ElementProps {
  element: Fields;
  blockId: string;
  /** Whether a choice is sent to the bot at once (as in actions and sections) or only with the form. */
  isDispatched: boolean;
  /** The accessible name where the element has none of its own: the label of its input block. */
  label?: string;
  isRequired?: boolean;
}

/** What any element is drawn from. */
interface ElementParts {
  readonly element: Fields;
  readonly type: string;
  /** The accessible name. */
  readonly name: string;
  readonly placeholder: string;
  readonly isRequired: boolean;
  readonly hooks: Hooks;
}

/** An element one can press or fill in. The script reads the data attributes; the bot never sees this markup. */
export function Element({
  element,
  blockId,
  isDispatched,
  label,
  isRequired = false,
}: ElementProps): ReactNode {
  const type = textOf(element["type"]);
  const placeholder = withEmoji(textObjectOf(element["placeholder"]));
  const name = label ?? (placeholder || textOf(element["action_id"]));
  const hooks = {
    "data-action": textOf(element["action_id"]),
    "data-block": blockId,
    "data-type": type,
    "data-dispatch": isDispatched ? "" : undefined,
    "data-confirm": confirmOf(element),
  };
  const Drawn = ELEMENTS[type];
  if (Drawn === undefined) return <span className="unsupported">[{type || "element"}]</span>;
  return <Drawn {...{ element, type, name, placeholder, isRequired, hooks }} />;
}

/** How each type of element is drawn. */
const ELEMENTS: Readonly<Record<string, (parts: ElementParts) => ReactNode>> = {
  button: Button,
  icon_button: Button,
  workflow_button: Button,
  overflow: Overflow,
  static_select: StaticSelect,
  users_select: UsersSelect,
  channels_select: ChannelsSelect,
  conversations_select: ChannelsSelect,
  multi_static_select: MultiStaticSelect,
  multi_users_select: MultiUsersSelect,
  checkboxes: (parts) => <Choices {...parts} kind="checkbox" />,
  radio_buttons: (parts) => <Choices {...parts} kind="radio" />,
  plain_text_input: PlainTextInput,
  email_text_input: TypedInput,
  url_text_input: TypedInput,
  number_input: TypedInput,
  datepicker: TypedInput,
  timepicker: TypedInput,
  datetimepicker: TypedInput,
};

function Overflow({ element, hooks }: ElementParts): ReactNode {
  return (
    <details className="menu" {...hooks}>
      <summary className="button icon" aria-label={textOf(element["accessibility_label"]) || "More actions"}>
        ⋯
      </summary>
      <div className="menu-items" role="menu">
        {optionsOf(element).map((option) => (
          <button
            key={textOf(option["value"])}
            type="button"
            role="menuitem"
            data-value={textOf(option["value"])}
            data-url={textOf(option["url"]) || undefined}
          >
            <Text of={option["text"]} />
          </button>
        ))}
      </div>
    </details>
  );
}

/** One of a list; `initial` is the value chosen at first. */
function Select({
  parts: { name, isRequired, hooks },
  initial,
  prompt,
  children,
}: {
  readonly parts: ElementParts;
  readonly initial: string;
  readonly prompt: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <select className="select" aria-label={name} required={isRequired} defaultValue={initial} {...hooks}>
      <option value="">{prompt}</option>
      {children}
    </select>
  );
}

function StaticSelect(parts: ElementParts): ReactNode {
  const { element, placeholder } = parts;
  return (
    <Select parts={parts} initial={initialValue(element)} prompt={placeholder || "Choose an option"}>
      {objectsOf(element["options"]).map(renderOption)}
      {keyed(objectsOf(element["option_groups"]), (group) => (
        <optgroup label={textObjectOf(group["label"])}>
          {objectsOf(group["options"]).map(renderOption)}
        </optgroup>
      ))}
    </Select>
  );
}

function UsersSelect(parts: ElementParts): ReactNode {
  const { users } = useContext(PeopleContext);
  const initial = textOf(parts.element["initial_user"]);
  return (
    <Select parts={parts} initial={initial} prompt={parts.placeholder || "Select a person"}>
      {users.map((user) => (
        <option key={user.id} value={user.id}>
          {user.realName}
        </option>
      ))}
    </Select>
  );
}

function ChannelsSelect(parts: ElementParts): ReactNode {
  const names = useContext(NamesContext);
  const { channels } = useContext(PeopleContext);
  const { element, placeholder } = parts;
  const initial = textOf(element["initial_channel"] ?? element["initial_conversation"]);
  return (
    <Select parts={parts} initial={initial} prompt={placeholder || "Select a channel"}>
      {channels.map((channel) => (
        <option key={channel.id} value={channel.id}>
          #{names.channelName(channel.id)}
        </option>
      ))}
    </Select>
  );
}

function MultiStaticSelect(parts: ElementParts): ReactNode {
  return (
    <details className="menu multi">
      <summary className="select">{parts.placeholder || "Select options"}</summary>
      <Choices {...parts} kind="checkbox" />
    </details>
  );
}

function MultiUsersSelect(parts: ElementParts): ReactNode {
  const { users } = useContext(PeopleContext);
  const options = users.map((user) => ({
    text: { type: "plain_text", text: user.realName },
    value: user.id,
  }));
  const initial = itemsOf(parts.element["initial_users"]).map((id) => ({ value: id }));
  const element = { ...parts.element, options, initial_options: initial };
  return (
    <details className="menu multi">
      <summary className="select">{parts.placeholder || "Select people"}</summary>
      <Choices {...parts} element={element} kind="checkbox" />
    </details>
  );
}

function PlainTextInput({ element, name, placeholder, isRequired, hooks }: ElementParts): ReactNode {
  const shared = {
    "aria-label": name,
    placeholder,
    required: isRequired,
    defaultValue: textOf(element["initial_value"]),
    ...lengths(element),
    ...hooks,
  };
  return element["multiline"] === true ? (
    <textarea className="field" rows={4} {...shared} />
  ) : (
    <input className="field" type="text" {...shared} />
  );
}

/** An input that the browser knows a type for. */
function TypedInput({ element, type, name, placeholder, isRequired, hooks }: ElementParts): ReactNode {
  return (
    <input
      className={type.endsWith("picker") ? "select" : "field"}
      type={INPUT_TYPES[type]}
      aria-label={name}
      placeholder={placeholder}
      required={isRequired}
      step={element["is_decimal_allowed"] === true ? "any" : undefined}
      defaultValue={textOf(element["initial_value"] ?? element["initial_date"] ?? element["initial_time"])}
      {...hooks}
    />
  );
}

const INPUT_TYPES: Readonly<Record<string, string>> = {
  email_text_input: "email",
  url_text_input: "url",
  number_input: "number",
  datepicker: "date",
  timepicker: "time",
  datetimepicker: "datetime-local",
};

function Button({ element, hooks }: ElementParts): ReactNode {
  const style = textOf(element["style"]);
  return (
    <button
      type="button"
      className={`button ${style}`}
      aria-label={textOf(element["accessibility_label"]) || undefined}
      data-url={textOf(element["url"]) || undefined}
      {...hooks}
    >
      <Text of={element["text"]} />
    </button>
  );
}

function renderOption(option: Fields): ReactNode {
  return (
    <option key={textOf(option["value"])} value={textOf(option["value"])}>
      {withEmoji(optionLabel(option))}
    </option>
  );
}

function initialValue(element: Fields): string {
  return textOf(fieldsOf(element["initial_option"])["value"]);
}

function lengths(element: Fields): { minLength?: number; maxLength?: number } {
  const { min_length, max_length } = element;
  return {
    ...(typeof min_length === "number" ? { minLength: min_length } : {}),
    ...(typeof max_length === "number" ? { maxLength: max_length } : {}),
  };
}

/** The confirm dialog of an element, as the script shows it. */
function confirmOf(element: Fields): string | undefined {
  const confirm = element["confirm"];
  if (!isFields(confirm)) return undefined;
  return JSON.stringify({
    title: textObjectOf(confirm["title"]),
    text: withoutMarkers(textObjectOf(confirm["text"])),
    confirm: textObjectOf(confirm["confirm"]) || "Yes",
    deny: textObjectOf(confirm["deny"]) || "Cancel",
    style: textOf(confirm["style"]),
  });
}

/** The words of mrkdwn: the browser shows this text as it is. */
function withoutMarkers(mrkdwn: string): string {
  return withEmoji(mrkdwn.replace(/(?<![\w`])([*_~`])(\S(?:[^\n]*?\S)?)\1(?!\w)/g, "$2"));
}
