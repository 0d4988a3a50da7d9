import type { BlockAction } from "../block-action.ts";
import { readThresholdWish } from "../references.ts";
import { requireRole } from "../require-role.ts";
import { thresholdSavedText } from "../threshold-text.ts";

/** Changes a threshold of a tenant, after `/alerts set` has shown what that would have made of past nights. */
export const saveThreshold: BlockAction = {
  actionId: "save-threshold",
  async press({ body, value, respond }, dependencies) {
    const wish = readThresholdWish(value);
    const slackUserId = body.user.id;
    await requireRole({ slackUserId, tenantId: wish.tenantId }, "admin", "rule.set", dependencies);
    const rule = await dependencies.rules.setThreshold({ ...wish, actor: `slack:${slackUserId}` });
    await respond({
      response_type: "ephemeral",
      replace_original: true,
      text: `${thresholdSavedText(wish, rule)} The next evaluation judges by it.`,
    });
  },
};
