import { z } from "zod";
import { noticeView } from "../blocks/form-parts.ts";
import { escapeText } from "../blocks/text.ts";
import { readMetadata } from "../references.ts";
import { requireRole } from "../require-role.ts";
import type { ViewSubmission } from "../view-submission.ts";

const Wish = z.object({ tenantId: z.string().min(1), key: z.string().min(1), value: z.number().nullable() });

/** Changes a threshold of a tenant. */
export const thresholdConfirm: ViewSubmission = {
  callbackId: "threshold-confirm",
  async submit({ view, slackUserId, ack }, dependencies) {
    const { tenantId, key, value } = readMetadata(Wish, view);
    await requireRole({ slackUserId, tenantId }, "admin", "rule.set", dependencies);
    const actor = `slack:${slackUserId}`;
    const rule = await dependencies.rules.setThreshold({ tenantId, key, value, actor });
    const now = rule.thresholds.find(({ name }) => `${rule.id}.${name}` === key);
    await ack({
      response_action: "update",
      view: noticeView(
        "Saved",
        `\`${escapeText(key, 150)}\` of *${escapeText(tenantId, 150)}* is now ${now?.value ?? "its standard"}.`,
        "The next evaluation judges by it.",
      ),
    });
  },
};
