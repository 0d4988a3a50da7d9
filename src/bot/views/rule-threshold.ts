import { z } from "zod";
import { noticeView } from "../blocks/form-parts.ts";
import { escapeText } from "../blocks/text.ts";
import { readMetadata } from "../references.ts";
import { requireRole } from "../require-role.ts";
import type { ViewSubmission } from "../view-submission.ts";

const Ref = z.object({ tenantId: z.string().min(1) });
const Submitted = z.object({
  threshold: z.object({ threshold: z.object({ selected_option: z.object({ value: z.string().max(150) }) }) }),
  value: z.object({ value: z.object({ value: z.string().max(20).nullish() }) }),
});

/** Changes a threshold of a tenant. */
export const ruleThreshold: ViewSubmission = {
  callbackId: "rule-threshold",
  async submit({ view, slackUserId, ack }, dependencies) {
    const { tenantId } = readMetadata(Ref, view);
    const { threshold, value } = Submitted.parse(view.state.values);
    const key = threshold.threshold.selected_option.value;
    const text = value.value.value?.trim() ?? "";
    if (text !== "" && !Number.isFinite(Number(text))) {
      await ack({ response_action: "errors", errors: { value: "A number, or nothing for the standard." } });
      return;
    }
    await requireRole({ slackUserId, tenantId }, "admin", "rule.set", dependencies);
    const rule = await dependencies.rules.setThreshold({
      tenantId,
      key,
      value: text === "" ? null : Number(text),
      actor: `slack:${slackUserId}`,
    });
    const now = rule.thresholds.find((known) => known.key === key);
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
