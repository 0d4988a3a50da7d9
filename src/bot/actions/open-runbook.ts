import type { BlockAction } from "../block-action.ts";
import { openAlertRunbook } from "../open-runbook-modal.ts";
import { readAlertRef } from "../references.ts";

/** Shows an alert's runbook without leaving Slack. */
export const openRunbook: BlockAction = {
  actionId: "open-runbook",
  press: ({ body, value, client }, dependencies) =>
    openAlertRunbook({ client, triggerId: body.trigger_id }, readAlertRef(value), dependencies),
};
