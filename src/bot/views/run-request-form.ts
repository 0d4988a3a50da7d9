import { z } from "zod";
import { STAGES } from "../../entities/stage-table.ts";
import { VENDOR_NAMES } from "../../entities/vendor-table.ts";
import { requireRole } from "../access/require-role.ts";
import { RunFormRef } from "../answers/open-run-form.ts";
import { type RunConfirmRef, wishOf } from "../answers/run-confirm-ref.ts";
import { describeAlertState } from "../blocks/alerts/describe-alert-state.ts";
import { runConfirmView } from "../blocks/runs/run-views.ts";
import { readMetadata } from "../requests/references.ts";
import type { ViewSubmission } from "../requests/view-submission.ts";

const Text = z.string().max(20).nullish();
const Submitted = z
  .object({
    stage: z.object({ stage: z.object({ selected_option: z.object({ value: z.enum(STAGES) }) }) }).optional(),
    concurrency: z.object({ concurrency: z.object({ value: Text }) }),
    skip: z.object({
      skip: z.object({ selected_options: z.array(z.object({ value: z.enum(VENDOR_NAMES) })).nullish() }),
    }),
    cap: z.object({ cap: z.object({ value: Text }) }),
  })
  .transform(({ stage, concurrency, skip, cap }) => ({
    stage: stage?.stage.selected_option.value ?? null,
    concurrency: concurrency.concurrency.value?.trim() || null,
    skipVendors: (skip.skip.selected_options ?? []).map(({ value }) => value),
    cap: cap.cap.value?.trim() || null,
  }));

/** Shows what a run would cost; nothing starts yet. */
export const runRequestForm: ViewSubmission = {
  callbackId: "run-request",
  async submit({ view, slackUserId, ack }, dependencies) {
    const ref = readMetadata(RunFormRef, view);
    const { tenantId, alertId, rerunOf } = ref;
    const action = rerunOf === null ? "run.start" : "run.rerun";
    await requireRole({ slackUserId, tenantId }, action, dependencies);
    const submitted = Submitted.parse(view.state.values);
    const errors = Object.fromEntries(
      (["concurrency", "cap"] as const).flatMap((field) => {
        const text = submitted[field];
        return text === null || /^[1-9]\d{0,5}$/.test(text)
          ? []
          : [[field, "A whole number from 1, or nothing."]];
      }),
    );
    if (Object.keys(errors).length > 0) {
      await ack({ response_action: "errors", errors });
      return;
    }
    const confirm: RunConfirmRef = {
      ...ref,
      stage: submitted.stage,
      companyConcurrency: submitted.concurrency === null ? null : Number(submitted.concurrency),
      skipVendors: submitted.skipVendors,
      cap: submitted.cap === null ? null : Number(submitted.cap),
    };
    const estimate = await dependencies.runs.estimate(wishOf(confirm, slackUserId));
    const card = alertId === null ? null : await dependencies.alerts.readCard(tenantId, alertId);
    const warning =
      card?.alert.state === "resolved"
        ? `The alert is ${describeAlertState(card.alert)} Start it only if you still need it.`
        : null;
    await ack({
      response_action: "update",
      view: runConfirmView(tenantId, estimate, JSON.stringify(confirm), warning),
    });
  },
};
