import { openRerunForm } from "../answers/open-run-form.ts";
import type { BlockAction } from "../requests/block-action.ts";
import { readAlertRef } from "../requests/references.ts";

/** Opens the form that repeats a stage of the alert's run. */
export const rerunStageAction: BlockAction = {
  actionId: "rerun-stage",
  press: ({ body, value, client }, dependencies) =>
    openRerunForm(
      { client, triggerId: body.trigger_id, slackUserId: body.user.id },
      readAlertRef(value),
      dependencies,
    ),
};
