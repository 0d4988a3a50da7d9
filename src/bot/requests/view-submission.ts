import type { ViewOutput, ViewResponseAction } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** What a form's handler receives. */
export interface ViewCall {
  readonly view: ViewOutput;
  readonly slackUserId: string;
  readonly client: WebClient;
  /** Answers Slack: without an argument the form closes, with an action it changes. The answer travels in the acknowledgement, so the form calls it itself. */
  readonly ack: (response?: ViewResponseAction) => Promise<void>;
}

/** What happens when a form is submitted. `callbackId` is the name of the file without `-form`. */
export interface ViewSubmission {
  readonly callbackId: string;
  submit(call: ViewCall, dependencies: BotDependencies): Promise<void>;
}
