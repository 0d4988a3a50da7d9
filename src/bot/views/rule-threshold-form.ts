import { z } from "zod";
import { requireRole } from "../access/require-role.ts";
import { thresholdConfirmView } from "../blocks/rules/threshold-view.ts";
import { readMetadata } from "../requests/references.ts";
import type { ViewSubmission } from "../requests/view-submission.ts";

const Ref = z.object({ tenantId: z.string().min(1) });
const Submitted = z.object({
  threshold: z.object({ threshold: z.object({ selected_option: z.object({ value: z.string().max(150) }) }) }),
  value: z.object({ value: z.object({ value: z.string().max(20).nullish() }) }),
});

/** Shows what a change of a threshold would have meant for past nights, before it is saved. */
export const ruleThresholdForm: ViewSubmission = {
  callbackId: "rule-threshold",
  async submit({ view, slackUserId, ack }, dependencies) {
    const { tenantId } = readMetadata(Ref, view);
    await requireRole({ slackUserId, tenantId }, "rule.set", dependencies);
    const { threshold, value } = Submitted.parse(view.state.values);
    const key = threshold.threshold.selected_option.value;
    const text = value.value.value?.trim() ?? "";
    if (text !== "" && !Number.isFinite(Number(text))) {
      await ack({ response_action: "errors", errors: { value: "A number, or nothing for the standard." } });
      return;
    }
    const wish = { tenantId, key, value: text === "" ? null : Number(text) };
    const preview = await dependencies.rules.previewThreshold(wish);
    await ack({
      response_action: "update",
      view: thresholdConfirmView(wish, preview, JSON.stringify(wish)),
    });
  },
};
