import { z } from "zod";
import { SILENCE_LIMITS } from "../../entities/silence-limits.ts";
import { ConflictError } from "../../errors.ts";
import { requireRole } from "../access/require-role.ts";
import { endOfSpan } from "../answers/end-of-span.ts";
import { SilenceFormRef, scopeOf } from "../answers/open-silence-form.ts";
import { readSilenceChoice } from "../answers/refresh-silence-form.ts";
import { describeAlertState } from "../blocks/alerts/describe-alert-state.ts";
import { SILENCE_SPANS } from "../blocks/alerts/silence-view.ts";
import { noticeView } from "../blocks/kit/form-parts.ts";
import { dateText, escapeText } from "../blocks/kit/text.ts";
import { decline } from "../requests/decline.ts";
import { readMetadata } from "../requests/references.ts";
import type { ViewSubmission } from "../requests/view-submission.ts";

const Submitted = z
  .object({
    "silence-span": z.object({
      "silence-span": z.object({ selected_option: z.object({ value: z.enum(SILENCE_SPANS) }) }),
    }),
    "silence-until": z.object({
      "silence-until": z.object({ selected_date_time: z.number().nullish() }),
    }),
    "silence-reason": z.object({
      "silence-reason": z.object({ value: z.string().max(SILENCE_LIMITS.reasonLength).nullish() }),
    }),
  })
  .transform((values) => ({
    span: values["silence-span"]["silence-span"].selected_option.value,
    until: values["silence-until"]["silence-until"].selected_date_time ?? null,
    reason: values["silence-reason"]["silence-reason"].value?.trim() ?? "",
  }));

/** Begins a silence. */
export const silenceForm: ViewSubmission = {
  callbackId: "silence",
  async submit({ view, slackUserId, ack }, dependencies) {
    const ref = readMetadata(SilenceFormRef, view);
    const { tenantId, alertId } = ref;
    await requireRole({ slackUserId, tenantId }, "silence.create", dependencies);
    const { span, until, reason } = Submitted.parse(view.state.values);
    const now = dependencies.clock();
    const endsAt = endOfSpan(span, until, now, await dependencies.silences.timezoneOf(tenantId));
    if (typeof endsAt === "string") {
      await ack({ response_action: "errors", errors: { "silence-until": endsAt } });
      return;
    }
    if (reason === "") {
      await ack({ response_action: "errors", errors: { "silence-reason": "Say why in a few words." } });
      return;
    }
    const choice = readSilenceChoice(view.state.values);
    const scope = scopeOf(ref, choice);
    if (choice.scope === "rule" && scope.ruleId === null) {
      // Without this, clearing the rule in the form would silence every rule.
      await ack({ response_action: "errors", errors: { "silence-rule": "Choose the rule to silence." } });
      return;
    }
    const card = alertId === null ? null : await dependencies.alerts.readCard(tenantId, alertId);
    if (card?.alert.state === "resolved" && scope.subject !== null) {
      const text = `The alert was ${describeAlertState(card.alert)} Nothing is silenced: what it was about is over. If it comes back often, silence the whole rule, or use \`/silence\`.`;
      const told = decline(
        text,
        { code: "late_submit", action: "silence.create", tenantId, alertId },
        dependencies,
      );
      await ack({ response_action: "update", view: noticeView("Not silenced", told) });
      return;
    }
    if (scope.ruleId === null && scope.subject !== null)
      throw new ConflictError("The form names no rule; open it again.");
    const made = await dependencies.silences.create({ ...scope, endsAt, reason, actor: slackUserId, now });
    const what =
      made.ruleId === null
        ? `All rules of *${escapeText(tenantId, 150)}*`
        : `\`${escapeText(made.ruleId, 80)}\`${made.subject === null ? "" : ` (${escapeText(made.subject, 200)})`} of *${escapeText(tenantId, 150)}*`;
    await ack({
      response_action: "update",
      view: noticeView(
        "Silenced",
        `🔕 ${what} will be quiet until ${dateText(made.endsAt)}.`,
        "`/silence list` shows what is silenced; it and App Home have the button that undoes it.",
      ),
    });
  },
};
