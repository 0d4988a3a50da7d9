import { z } from "zod";
import { ENDING_CAUSES } from "../../entities/ending.ts";
import { requireRole } from "../access/require-role.ts";
import { ResolveFormRef } from "../acts/open-resolve-form.ts";
import { redrawCard } from "../answers/redraw-card.ts";
import { alertMessage } from "../blocks/alerts/alert-message.ts";
import { describeAlertState } from "../blocks/alerts/describe-alert-state.ts";
import { noticeView } from "../blocks/kit/form-parts.ts";
import { decline } from "../requests/decline.ts";
import { readMetadata } from "../requests/references.ts";
import type { ViewSubmission } from "../requests/view-submission.ts";

const Submitted = z.object({
  cause: z.object({
    cause: z.object({
      selected_option: z.object({ value: z.enum(ENDING_CAUSES.map(({ value }) => value)) }),
    }),
  }),
  done: z.object({ done: z.object({ value: z.string().max(500).nullish() }) }),
});

/** Resolves an alert for a person, and keeps what they say of it. */
export const alertResolveForm: ViewSubmission = {
  callbackId: "alert-resolve",
  async submit({ view, slackUserId, client, ack }, dependencies) {
    const { tenantId, alertId, place } = readMetadata(ResolveFormRef, view);
    const action = "alert.resolve";
    await requireRole({ slackUserId, tenantId }, action, dependencies);
    const now = dependencies.clock();
    const { cause, done } = Submitted.parse(view.state.values);
    const words = done.done.value?.trim() ?? "";
    const { outcome, card, alert } = await dependencies.alerts.resolve({
      tenantId,
      alertId,
      actor: slackUserId,
      now,
      ending: { cause: cause.cause.selected_option.value, done: words === "" ? null : words },
    });
    if (outcome === "unchanged" && alert.resolvedBy !== slackUserId) {
      const text = `Already ${describeAlertState(alert)} Nothing was changed.`;
      const said = decline(text, { code: "unchanged", action, tenantId, alertId }, dependencies);
      await ack({ response_action: "update", view: noticeView("Resolved already", said) });
      return;
    }
    await ack();
    await redrawCard(place, alertMessage(card), {
      client,
      logger: dependencies.logger,
    });
  },
};
