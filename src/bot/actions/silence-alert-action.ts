import { openSilenceForm } from "../answers/open-silence-form.ts";
import { placeOf } from "../answers/redraw-card.ts";
import type { BlockAction } from "../requests/block-action.ts";
import { readAlertRef } from "../requests/references.ts";

/** Opens the form for a silence from an alert. */
export const silenceAlertAction: BlockAction = {
  actionId: "silence-alert",
  press: ({ body, value, client }, dependencies) =>
    openSilenceForm(
      { client, triggerId: body.trigger_id, slackUserId: body.user.id },
      { ...readAlertRef(value), place: placeOf(body) },
      dependencies,
    ),
};
