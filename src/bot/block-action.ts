import type { BlockAction as ActionBody, ButtonAction, RespondFn } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import type { BotDependencies } from "./dependencies.ts";

/** What a button gets to see of its press; Slack is acknowledged before it is asked. */
export interface ActionCall {
  readonly body: ActionBody<ButtonAction>;
  readonly value: string;
  readonly client: WebClient;
  readonly respond: RespondFn;
}

/** What happens when a button is pressed. `actionId` is the name of the file. */
export interface BlockAction {
  readonly actionId: string;
  press(call: ActionCall, dependencies: BotDependencies): Promise<void>;
}
