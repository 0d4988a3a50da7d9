import type { ModalView } from "@slack/types";
import type { AlertCard } from "../../../alerts/cards/alert-card.ts";
import { option, selectInput } from "../kit/form-parts.ts";
import { escapeText, localTimes, personText, plain, section } from "../kit/text.ts";

/** What can be done about who has an alert. */
export const PEOPLE_ACTS = ["call", "hand-over", "release"] as const;

const LABELS: Readonly<Record<(typeof PEOPLE_ACTS)[number], string>> = {
  call: "Call somebody now",
  "hand-over": "Hand it over",
  release: "Give it back: nobody has it",
};

/** Who has an alert, and the form that changes it or calls somebody. */
export function alertPeopleView(
  { alert, incident }: Pick<AlertCard, "alert" | "incident">,
  metadata: string,
): ModalView {
  const { acknowledgedBy } = alert;
  const has =
    incident.state === "acknowledged" && acknowledgedBy !== null
      ? `${personText(acknowledgedBy)} has it.`
      : "Nobody has it yet.";
  const acts = PEOPLE_ACTS.filter((act) => act !== "release" || alert.state === "acknowledged");
  return {
    type: "modal",
    callback_id: "alert-people",
    title: plain("Who has it", 24),
    submit: plain("Do it", 24),
    close: plain("Cancel", 24),
    private_metadata: metadata,
    blocks: [
      section(`\`${escapeText(alert.ruleId, 80)}\` ${localTimes(escapeText(alert.summary, 500))}\n${has}`),
      selectInput({
        name: "act",
        label: "What",
        options: acts.map((act) => option(act, LABELS[act])),
        initial: "call",
      }),
      {
        type: "input",
        block_id: "person",
        optional: true,
        label: plain("Whom", 2000),
        element: { type: "users_select", action_id: "person" },
      },
    ],
  };
}
