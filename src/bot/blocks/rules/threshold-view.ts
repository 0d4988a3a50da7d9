import type { ModalView } from "@slack/types";
import type { RuleView } from "../../../alerts/settings/rule-view.ts";
import type { ThresholdWish } from "../../ports/rules.ts";
import { option, selectInput, textInput } from "../kit/form-parts.ts";
import { escapeProse, escapeText, plain, section } from "../kit/text.ts";

/** The form for a threshold of a tenant. */
export function thresholdView(tenantId: string, rules: readonly RuleView[], metadata: string): ModalView {
  // A tenant's own rules are changed over HTTP: several can be of one kind and so have the same thresholds.
  const options = rules
    .filter(({ type }) => type === "built_in")
    .flatMap(({ thresholds }) => thresholds.map(({ key, value }) => option(key, `${key} (now ${value})`)));
  return {
    type: "modal",
    callback_id: "rule-threshold",
    title: plain("Change a threshold", 24),
    submit: plain("Try it", 24),
    close: plain("Cancel", 24),
    private_metadata: metadata,
    blocks: [
      section(`Tenant *${escapeText(tenantId, 150)}*`),
      selectInput({ name: "threshold", label: "Threshold", options }),
      textInput({
        name: "value",
        label: "New value",
        hint: "A number; a ratio is between 0 and 1. Leave empty for the standard.",
        optional: true,
        maxLength: 20,
      }),
    ],
  };
}

/** Asks for confirmation, and shows what the change would have meant for past nights. */
export function thresholdConfirmView(
  { tenantId, key, value }: ThresholdWish,
  preview: string,
  metadata: string,
): ModalView {
  const becomes = value === null ? "its standard" : `\`${value}\``;
  return {
    type: "modal",
    callback_id: "threshold-confirm",
    title: plain("Change a threshold", 24),
    submit: plain("Save", 24),
    close: plain("Cancel", 24),
    private_metadata: metadata,
    blocks: [
      section(`\`${escapeText(key, 150)}\` of *${escapeText(tenantId, 150)}* becomes ${becomes}.`),
      section(escapeProse(preview, 1500)),
    ],
  };
}
