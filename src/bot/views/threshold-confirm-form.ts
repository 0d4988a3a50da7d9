import { requireRole } from "../access/require-role.ts";
import { noticeView } from "../blocks/kit/form-parts.ts";
import { thresholdSavedText } from "../blocks/rules/threshold-saved-text.ts";
import { readThresholdWish } from "../requests/references.ts";
import type { ViewSubmission } from "../requests/view-submission.ts";

/** Changes a threshold of a tenant. */
export const thresholdConfirmForm: ViewSubmission = {
  callbackId: "threshold-confirm",
  async submit({ view, slackUserId, ack }, dependencies) {
    const wish = readThresholdWish(view.private_metadata);
    await requireRole({ slackUserId, tenantId: wish.tenantId }, "rule.set", dependencies);
    const rule = await dependencies.rules.setThreshold({ ...wish, actor: `slack:${slackUserId}` });
    await ack({
      response_action: "update",
      view: noticeView("Saved", thresholdSavedText(wish, rule), "The next evaluation judges by it."),
    });
  },
};
