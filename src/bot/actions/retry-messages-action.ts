import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import { requireRole } from "../access/require-role.ts";
import { retryMessages } from "../acts/retry-messages.ts";
import { drawHome } from "../home/draw-home.ts";
import { homePageOf } from "../home/home-page-of.ts";
import type { BlockAction } from "../requests/block-action.ts";

/** Tries the messages again that were given up. */
export const retryMessagesAction: BlockAction = {
  actionId: "retry-messages",
  async press({ body, client, respond }, dependencies) {
    const slackUserId = body.user.id;
    const who = { slackUserId, tenantId: PLATFORM_TENANT };
    await requireRole(who, "messages.retry", dependencies);
    const text = await retryMessages(slackUserId, dependencies);
    await drawHome({ slackUserId, page: homePageOf(body) }, client, dependencies);
    await respond({ response_type: "ephemeral", replace_original: false, text });
  },
};
