import type { BlockAction as ActionBody, BlockElementAction, RespondFn } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** What the handler of a button, menu or box receives; Slack has been acknowledged by then. */
export interface ActionCall {
  readonly body: ActionBody<BlockElementAction>;
  /** The value of the button or of the chosen option; empty when there is none. */
  readonly value: string;
  /** The boxes that are ticked now. */
  readonly values: readonly string[];
  readonly blockId: string;
  readonly client: WebClient;
  /** Answers privately where it was pressed, or by direct message where nothing can be shown (App Home, a form). */
  readonly respond: RespondFn;
}

/** What happens when something is pressed. `actionId` is the name of the file without `-action`. */
export interface BlockAction {
  readonly actionId: string;
  press(call: ActionCall, dependencies: BotDependencies): Promise<void>;
}

/** What was chosen: a value, or the values that are ticked. */
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
