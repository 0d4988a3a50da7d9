import type { ReactNode } from "react";
import { optionsOf } from "../element-state.ts";
import { type Fields, fieldsOf, isFields, objectsOf, textOf } from "../fields.ts";
import { Text } from "./text.tsx";

/** What the page's script finds an element by. */
export type Hooks = Readonly<Record<`data-${string}`, string | undefined>>;

/** Checkboxes or radio buttons. */
export function Choices({
  element,
  hooks,
  name,
  kind,
}: {
  readonly element: Fields;
  readonly hooks: Hooks;
  /** The accessible name. */
  readonly name: string;
  readonly kind: "checkbox" | "radio";
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
