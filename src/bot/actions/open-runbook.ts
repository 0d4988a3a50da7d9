import { NotFoundError } from "../../errors.ts";
import type { BlockAction } from "../block-action.ts";
import { runbookView } from "../blocks/runbook-view.ts";

/** Shows a runbook without leaving Slack. */
export const openRunbook: BlockAction = {
  actionId: "open-runbook",
  async press({ body, value, client }, dependencies) {
    const runbook = await dependencies.readRunbook(value);
    if (runbook === null)
      throw new NotFoundError("runbook", value.slice(0, 40), await dependencies.listRunbooks());
    await client.views.open({
      trigger_id: body.trigger_id,
      view: runbookView(runbook, dependencies.publicUrl),
    });
  },
};
