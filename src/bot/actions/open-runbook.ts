import type { BlockAction } from "../block-action.ts";
import { openRunbookModal } from "../open-runbook-modal.ts";

/** Shows a runbook without leaving Slack. */
export const openRunbook: BlockAction = {
  actionId: "open-runbook",
  press: ({ body, value, client }, dependencies) =>
    openRunbookModal({ client, triggerId: body.trigger_id }, value, dependencies),
};
