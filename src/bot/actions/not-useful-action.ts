import { openFeedbackForm } from "../answers/open-feedback-form.ts";
import type { BlockAction } from "../requests/block-action.ts";
import { readAlertRef } from "../requests/references.ts";

/** Opens the form for an alert that was not useful. */
export const notUsefulAction: BlockAction = {
  actionId: "not-useful",
  press: ({ body, value, client }, dependencies) =>
    openFeedbackForm(
      { client, triggerId: body.trigger_id, slackUserId: body.user.id },
      readAlertRef(value),
      dependencies,
    ),
};
