import type { BlockAction } from "../block-action.ts";
import { openRerunForm } from "../open-run-form.ts";
import { readAlertRef } from "../references.ts";

/** Opens the form that does a stage of the alert's run again. */
export const rerunStage: BlockAction = {
  actionId: "rerun-stage",
  press: ({ body, value, client }, dependencies) =>
    openRerunForm(
      { client, triggerId: body.trigger_id, slackUserId: body.user.id },
      readAlertRef(value),
      dependencies,
    ),
};
