import type { ModalView } from "@slack/types";
import type { AlertCard } from "../../../alerts/cards/alert-card.ts";
import { QUIET_AFTER_RESOLUTION_MINUTES } from "../../../alerts/transition/alert-state.ts";
import { ENDING_CAUSES } from "../../../entities/ending.ts";
import { option, selectInput, textInput } from "../kit/form-parts.ts";
import { escapeText, localTimes, plain, section } from "../kit/text.ts";

/** Asks what it was and what was done before an alert is resolved by hand, with the others of its incident. */
export function resolveView(
  { alert, incident }: Pick<AlertCard, "alert" | "incident">,
  metadata: string,
): ModalView {
  const open = incident.others.filter(({ state }) => state !== "resolved").length;
  const others =
    open === 0
      ? ""
      : ` ${open === 1 ? "The other alert" : `The ${open} other alerts`} of this run end with it.`;
  return {
    type: "modal",
    callback_id: "alert-resolve",
    title: plain("Resolve this alert?", 24),
    submit: plain("Resolve", 24),
    close: plain("Not yet", 24),
    private_metadata: metadata,
    blocks: [
      section(`\`${escapeText(alert.ruleId, 80)}\` ${localTimes(escapeText(alert.summary, 500))}${others}`),
      selectInput({
        name: "cause",
        label: "What was the cause?",
        options: ENDING_CAUSES.map(({ value, text }) => option(value, text)),
      }),
      textInput({
        name: "done",
        label: "What was done?",
        optional: true,
        multiline: true,
        maxLength: 500,
        hint: "Whoever sees this alert next is shown it. Write no e-mail addresses.",
      }),
      section(againText(alert)),
    ],
  };
}

/** When the condition is really looked at again, which depends on what the alert is about (apply-finding.ts). */
function againText({ runId, facts }: AlertCard["alert"]): string {
  if (runId !== null)
    return "This run is not reported again unless it gets worse; the next run is looked at as always.";
  if (typeof facts["night"] === "string")
    return "This night is not reported again unless it gets worse; the next night is looked at as always.";
  return `If the condition is still there in ${QUIET_AFTER_RESOLUTION_MINUTES} minutes, it is reported again; sooner if it gets worse.`;
}
