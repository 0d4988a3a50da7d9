import { requireRole } from "../access/require-role.ts";
import { drawHome } from "../home/draw-home.ts";
import { homePageOf } from "../home/home-page-of.ts";
import type { BlockAction } from "../requests/block-action.ts";
import { decline } from "../requests/decline.ts";
import { readSilenceRef } from "../requests/references.ts";

/** Ends a silence early. */
export const undoSilenceAction: BlockAction = {
  actionId: "undo-silence",
  async press({ body, value, client, respond }, dependencies) {
    const { tenantId, silenceId } = readSilenceRef(value);
    const slackUserId = body.user.id;
    await requireRole({ slackUserId, tenantId }, "silence.undo", dependencies);
    const now = dependencies.clock();
    const isUndone = await dependencies.silences.undo({ tenantId, silenceId, actor: slackUserId, now });
    if (body.view?.type === "home")
      await drawHome({ slackUserId, page: homePageOf(body) }, client, dependencies);
    const text = isUndone
      ? `The silence for ${tenantId} has ended: its alerts are announced again.`
      : decline(
          "That silence has already ended. `/silence list` shows those in force.",
          { code: "unchanged", action: "silence.undo", tenantId },
          dependencies,
        );
    if (isUndone && body.view?.type === "home") return;
    await respond({ response_type: "ephemeral", replace_original: false, text });
  },
};
