import type { ModalView } from "@slack/types";
import type { Alert } from "../../../entities/alert.ts";
import { option, selectInput, textInput } from "../kit/form-parts.ts";
import { escapeText, plain, section } from "../kit/text.ts";

/** Why an alert was not useful. */
export const NOT_USEFUL_REASONS = [
  { value: "noise", text: "Nothing was wrong" },
  { value: "known", text: "It was known, or planned" },
  { value: "late", text: "It came too late" },
  { value: "unclear", text: "It does not say what to do" },
  { value: "wrong_place", text: "It came to the wrong people" },
  { value: "other", text: "Something else" },
] as const;

/** The form for an alert that was not useful. */
export function notUsefulView(alert: Pick<Alert, "ruleId" | "summary">, metadata: string): ModalView {
  return {
    type: "modal",
    callback_id: "alert-feedback",
    title: plain("Not useful", 24),
    submit: plain("Record", 24),
    close: plain("Cancel", 24),
    private_metadata: metadata,
    blocks: [
      section(`\`${escapeText(alert.ruleId, 80)}\` ${escapeText(alert.summary, 500)}`),
      selectInput({
        name: "reason",
        label: "Why",
        options: NOT_USEFUL_REASONS.map(({ value, text }) => option(value, text)),
      }),
      textInput({
        name: "notes",
        label: "What would have helped",
        optional: true,
        multiline: true,
        maxLength: 500,
        hint: "Write no e-mail addresses.",
      }),
    ],
  };
}
