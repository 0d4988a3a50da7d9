import { z } from "zod";
import { requireRole } from "../access/require-role.ts";
import { NOT_USEFUL_REASONS } from "../blocks/alerts/not-useful-view.ts";
import { noticeView } from "../blocks/kit/form-parts.ts";
import { readAlertRef } from "../requests/references.ts";
import type { ViewSubmission } from "../requests/view-submission.ts";

const Submitted = z.object({
  reason: z.object({
    reason: z.object({
      selected_option: z.object({ value: z.enum(NOT_USEFUL_REASONS.map(({ value }) => value)) }),
    }),
  }),
  notes: z.object({ notes: z.object({ value: z.string().max(500).nullish() }) }),
});

/** Records why an alert was not useful; the precision of its rule is computed from it. */
export const alertFeedbackForm: ViewSubmission = {
  callbackId: "alert-feedback",
  async submit({ view, slackUserId, ack }, dependencies) {
    const { tenantId, alertId } = readAlertRef(view.private_metadata);
    await requireRole({ slackUserId, tenantId }, "alert.feedback", dependencies);
    const { reason, notes } = Submitted.parse(view.state.values);
    const text = [reason.reason.selected_option.value, notes.notes.value?.trim() ?? ""]
      .filter((part) => part !== "")
      .join(": ");
    await dependencies.alerts.recordFeedback({
      tenantId,
      alertId,
      actor: slackUserId,
      now: dependencies.clock(),
      useful: false,
      reason: text,
    });
    await ack({
      response_action: "update",
      view: noticeView("Thank you", "It is recorded, and counts against the precision of the rule."),
    });
  },
};
