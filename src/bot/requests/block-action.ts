import type { BlockAction as ActionBody, BlockElementAction, RespondFn } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** What a button, menu or box gets to see of its press; Slack is acknowledged before it is asked. */
export interface ActionCall {
  readonly body: ActionBody<BlockElementAction>;
  /** The button's value, or that of the option that was chosen; empty without one. */
  readonly value: string;
  /** What is ticked now, of boxes. */
  readonly values: readonly string[];
  readonly blockId: string;
  readonly client: WebClient;
  /** Answers in private where it was pressed; where nothing is to answer in (App Home, a form), by direct message. */
  readonly respond: RespondFn;
}

/** What happens when something is pressed. `actionId` is the name of the file without `-action`. */
export interface BlockAction {
  readonly actionId: string;
  press(call: ActionCall, dependencies: BotDependencies): Promise<void>;
}

/** What was chosen, of everything that can be pressed: a value, or the values that are ticked. */
export function readPressed(action: BlockElementAction): {
  readonly value: string;
  readonly values: readonly string[];
} {
  if (action.type === "button") return { value: action.value ?? "", values: [] };
  if (action.type === "checkboxes") {
    return { value: "", values: action.selected_options.flatMap(({ value }) => value ?? []) };
  }
  const isChoice =
    action.type === "overflow" || action.type === "static_select" || action.type === "radio_buttons";
  return { value: (isChoice ? action.selected_option?.value : undefined) ?? "", values: [] };
}
