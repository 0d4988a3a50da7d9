import { openAlertRunbook } from "../answers/open-runbook-modal.ts";
import type { BlockAction } from "../requests/block-action.ts";
import { readAlertRef } from "../requests/references.ts";

/** Shows an alert's runbook without leaving Slack. */
export const openRunbookAction: BlockAction = {
  actionId: "open-runbook",
  press: ({ body, value, client }, dependencies) =>
    openAlertRunbook(
      { client, triggerId: body.trigger_id, slackUserId: body.user.id },
      readAlertRef(value),
      dependencies,
    ),
};
