import type { BlockAction } from "../block-action.ts";
import { readRunRef } from "../references.ts";
import { stopRun as stop } from "../stop-run.ts";

/** Stops a run, once the question on the button was answered. */
export const stopRun: BlockAction = {
  actionId: "stop-run",
  press: ({ body, value, respond }, dependencies) =>
    stop({ slackUserId: body.user.id, ...readRunRef(value) }, respond, dependencies),
};
