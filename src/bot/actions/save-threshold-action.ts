import { requireRole } from "../access/require-role.ts";
import { thresholdSavedText } from "../blocks/rules/threshold-saved-text.ts";
import type { BlockAction } from "../requests/block-action.ts";
import { readThresholdWish } from "../requests/references.ts";

/** Changes a threshold of a tenant, after `/alerts set` has shown what that would have meant for past nights. */
export const saveThresholdAction: BlockAction = {
  actionId: "save-threshold",
  async press({ body, value, respond }, dependencies) {
    const wish = readThresholdWish(value);
    const slackUserId = body.user.id;
    await requireRole({ slackUserId, tenantId: wish.tenantId }, "rule.set", dependencies);
    const rule = await dependencies.rules.setThreshold({ ...wish, actor: `slack:${slackUserId}` });
    await respond({
      response_type: "ephemeral",
      replace_original: true,
      text: `${thresholdSavedText(wish, rule)} The next evaluation judges by it.`,
    });
  },
};
