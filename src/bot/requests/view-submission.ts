import type { ViewOutput, ViewResponseAction } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** What a form gets to see of its submission. */
export interface ViewCall {
  readonly view: ViewOutput;
  readonly slackUserId: string;
  readonly client: WebClient;
  /** Answers Slack: nothing closes the form, an action changes it. The answer travels in the acknowledgement, so a form calls it itself. */
  readonly ack: (response?: ViewResponseAction) => Promise<void>;
}

/** What happens when a form is sent. `callbackId` is the name of the file without `-form`. */
export interface ViewSubmission {
  readonly callbackId: string;
  submit(call: ViewCall, dependencies: BotDependencies): Promise<void>;
}
