import { readActRef } from "../acts/act-ref.ts";
import { takeAct } from "../acts/take-act.ts";
import { placeOf } from "../answers/redraw-card.ts";
import type { BlockAction } from "../requests/block-action.ts";

/** Takes the next step for an alert: the first button of its card. */
export const takeActAction: BlockAction = {
  actionId: "take-act",
  press: ({ body, value, client, respond }, dependencies) =>
    takeAct(
      { client, triggerId: body.trigger_id, slackUserId: body.user.id, respond, place: placeOf(body) },
      readActRef(value),
      dependencies,
    ),
};
