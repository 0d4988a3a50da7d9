import { type ReactNode, useContext } from "react";
import { optionLabel, optionsOf } from "../element-state.ts";
import { type Fields, fieldsOf, isFields, itemsOf, objectsOf, textObjectOf, textOf } from "../fields.ts";
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

/** An element one can press or fill in. The script reads the data attributes; the bot never sees this markup. */
export function Element({
  element,
  blockId,
  isDispatched,
  label,
  isRequired = false,
}: ElementProps): ReactNode {
  const names = useContext(NamesContext);
  const people = useContext(PeopleContext);
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
  switch (type) {
    case "button":
      return <Button element={element} hooks={hooks} />;
    case "icon_button":
    case "workflow_button":
      return <Button element={element} hooks={hooks} />;
    case "overflow":
      return (
        <details className="menu" {...hooks}>
          <summary
            className="button icon"
            aria-label={textOf(element["accessibility_label"]) || "More actions"}
          >
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
    case "static_select":
      return (
        <select
          className="select"
          aria-label={name}
          required={isRequired}
          defaultValue={initialValue(element)}
          {...hooks}
        >
          <option value="">{placeholder || "Choose an option"}</option>
          {objectsOf(element["options"]).map(renderOption)}
          {keyed(objectsOf(element["option_groups"]), (group) => (
            <optgroup label={textObjectOf(group["label"])}>
              {objectsOf(group["options"]).map(renderOption)}
            </optgroup>
          ))}
        </select>
      );
    case "users_select":
      return (
        <select
          className="select"
          aria-label={name}
          required={isRequired}
          defaultValue={textOf(element["initial_user"])}
          {...hooks}
        >
          <option value="">{placeholder || "Select a person"}</option>
          {people.users.map((user) => (
            <option key={user.id} value={user.id}>
              {user.realName}
            </option>
          ))}
        </select>
      );
    case "channels_select":
    case "conversations_select":
      return (
        <select
          className="select"
          aria-label={name}
          required={isRequired}
          defaultValue={textOf(element["initial_channel"] ?? element["initial_conversation"])}
          {...hooks}
        >
          <option value="">{placeholder || "Select a channel"}</option>
          {people.channels.map((channel) => (
            <option key={channel.id} value={channel.id}>
              #{names.channelName(channel.id)}
            </option>
          ))}
        </select>
      );
    case "multi_static_select":
      return (
        <details className="menu multi">
          <summary className="select">{placeholder || "Select options"}</summary>
          <Choices element={element} hooks={hooks} name={name} kind="checkbox" />
        </details>
      );
    case "multi_users_select": {
      const options = people.users.map((user) => ({
        text: { type: "plain_text", text: user.realName },
        value: user.id,
      }));
      const initial = itemsOf(element["initial_users"]).map((id) => ({ value: id }));
      return (
        <details className="menu multi">
          <summary className="select">{placeholder || "Select people"}</summary>
          <Choices
            element={{ ...element, options, initial_options: initial }}
            hooks={hooks}
            name={name}
            kind="checkbox"
          />
        </details>
      );
    }
    case "checkboxes":
      return <Choices element={element} hooks={hooks} name={name} kind="checkbox" />;
    case "radio_buttons":
      return <Choices element={element} hooks={hooks} name={name} kind="radio" />;
    case "plain_text_input": {
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
    case "email_text_input":
    case "url_text_input":
    case "number_input":
    case "datepicker":
    case "timepicker":
    case "datetimepicker":
      return (
        <input
          className={type.endsWith("picker") ? "select" : "field"}
          type={INPUT_TYPES[type]}
          aria-label={name}
          placeholder={placeholder}
          required={isRequired}
          step={element["is_decimal_allowed"] === true ? "any" : undefined}
          defaultValue={textOf(
            element["initial_value"] ?? element["initial_date"] ?? element["initial_time"],
          )}
          {...hooks}
        />
      );
    default:
      return <span className="unsupported">[{type || "element"}]</span>;
  }
}

const INPUT_TYPES: Readonly<Record<string, string>> = {
  email_text_input: "email",
  url_text_input: "url",
  number_input: "number",
  datepicker: "date",
  timepicker: "time",
  datetimepicker: "datetime-local",
};

type Hooks = Readonly<Record<`data-${string}`, string | undefined>>;

function Button({ element, hooks }: { element: Fields; hooks: Hooks }): ReactNode {
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

function Choices({
  element,
  hooks,
  name,
  kind,
}: {
  element: Fields;
  hooks: Hooks;
  name: string;
  kind: "checkbox" | "radio";
}): ReactNode {
  const chosen = [...objectsOf(element["initial_options"]), fieldsOf(element["initial_option"])].map(
    (option) => option["value"],
  );
  const group = `${hooks["data-block"]} ${hooks["data-action"]}`;
  return (
    <fieldset className="choices" aria-label={name} {...hooks}>
      {optionsOf(element).map((option) => (
        <label key={textOf(option["value"])}>
          <input
            type={kind}
            name={group}
            value={textOf(option["value"])}
            defaultChecked={chosen.includes(option["value"])}
          />
          <span>
            <Text of={option["text"]} />
            {isFields(option["description"]) && (
              <small>
                <Text of={option["description"]} />
              </small>
            )}
          </span>
        </label>
      ))}
    </fieldset>
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
