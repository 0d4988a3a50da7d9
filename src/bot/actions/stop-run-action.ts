import { stopRun as stop } from "../answers/stop-run.ts";
import type { BlockAction } from "../requests/block-action.ts";
import { readRunRef } from "../requests/references.ts";

/** Stops a run, once the button's question is confirmed. */
export const stopRunAction: BlockAction = {
  actionId: "stop-run",
  press: ({ body, value, respond }, dependencies) =>
    stop({ slackUserId: body.user.id, ...readRunRef(value) }, respond, dependencies),
};
