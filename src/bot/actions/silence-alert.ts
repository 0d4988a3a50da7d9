import type { BlockAction } from "../block-action.ts";
import { openSilenceForm } from "../open-silence-form.ts";
import { placeOf } from "../redraw-card.ts";
import { readAlertRef } from "../references.ts";

/** Opens the form for a silence from an alert. */
export const silenceAlert: BlockAction = {
  actionId: "silence-alert",
  press: ({ body, value, client }, dependencies) =>
    openSilenceForm(
      { client, triggerId: body.trigger_id, slackUserId: body.user.id },
      { ...readAlertRef(value), place: placeOf(body) },
      dependencies,
    ),
};
