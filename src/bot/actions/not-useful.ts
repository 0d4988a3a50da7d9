import type { BlockAction } from "../block-action.ts";
import { openFeedbackForm } from "../open-feedback-form.ts";
import { readAlertRef } from "../references.ts";

/** Opens the form for an alert that was of no use. */
export const notUseful: BlockAction = {
  actionId: "not-useful",
  press: ({ body, value, client }, dependencies) =>
    openFeedbackForm(
      { client, triggerId: body.trigger_id, slackUserId: body.user.id },
      readAlertRef(value),
      dependencies,
    ),
};
