import type { ModalView } from "@slack/types";
import { isSlackUser, MOST_CALLED } from "../../entities/slack-mention.ts";
import { context, escapeText, personText, plain, section } from "./kit/text.ts";

/** Whom a tenant's critical and high alerts call, and the form that changes it. */
export function callView(tenantId: string, called: readonly string[], metadata: string): ModalView {
  const people = called.filter(isSlackUser);
  const groups = called.filter((id) => !isSlackUser(id));
  const now =
    called.length === 0
      ? "⚠️ Nobody is called: a critical alert at night is a message that nobody hears."
      : `Called now: ${called.map(personText).join(" ")}`;
  return {
    type: "modal",
    callback_id: "call-people",
    title: plain("Who is called", 24),
    submit: plain("Save", 24),
    close: plain("Cancel", 24),
    private_metadata: metadata,
    blocks: [
      section(`Tenant *${escapeText(tenantId, 150)}*`),
      section(now),
      {
        type: "input",
        block_id: "people",
        optional: true,
        label: plain("People", 2000),
        element: {
          type: "multi_users_select",
          action_id: "people",
          max_selected_items: MOST_CALLED,
          ...(people.length > 0 && { initial_users: people }),
        },
      },
      {
        type: "input",
        block_id: "groups",
        optional: true,
        label: plain("User groups, by id (S…)", 2000),
        element: {
          type: "plain_text_input",
          action_id: "groups",
          max_length: 300,
          placeholder: plain("S0123ABCD, S0456EFGH", 150),
          ...(groups.length > 0 && { initial_value: groups.join(", ").slice(0, 300) }),
        },
      },
      context(
        "They are mentioned once in the first post of each critical or high alert, and again when nobody acknowledges it. A group's id is in Slack under its three dots.",
      ),
    ],
  };
}
