import { openResolveForm } from "../acts/open-resolve-form.ts";
import { placeOf } from "../answers/redraw-card.ts";
import type { BlockAction } from "../requests/block-action.ts";
import { readAlertRef } from "../requests/references.ts";

/** Asks before it closes an alert. */
export const resolveAlertAction: BlockAction = {
  actionId: "resolve-alert",
  press: ({ body, value, client }, dependencies) =>
    openResolveForm(
      { client, triggerId: body.trigger_id, slackUserId: body.user.id },
      { ...readAlertRef(value), place: placeOf(body) },
      dependencies,
    ),
};
