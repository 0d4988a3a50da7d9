import type { ModalView } from "@slack/types";
import { ROLES, type Role } from "../../entities/vocabulary.ts";
import { option, selectInput } from "./kit/form-parts.ts";
import { context, escapeText, personText, plain, section } from "./kit/text.ts";

/** How many people are shown by name; the command line lists more. */
const MAX_SHOWN = 60;

/** Who may do what for a tenant, and the form that changes it. */
export function peopleView(
  tenantId: string,
  people: readonly { readonly userId: string; readonly role: Role }[],
  metadata: string,
): ModalView {
  const lines = ROLES.toReversed().flatMap((role) => {
    const holders = people.slice(0, MAX_SHOWN).filter((person) => person.role === role);
    const names = holders.map(({ userId }) => personText(userId)).join(" ");
    return holders.length === 0 ? [] : [section(`*${role}*\n${names.slice(0, 2800)}`)];
  });
  const more =
    people.length > MAX_SHOWN
      ? [
          context(
            `and ${people.length - MAX_SHOWN} more: \`node_modules/.bin/nightshift tenants users TENANT list\``,
          ),
        ]
      : [];
  return {
    type: "modal",
    callback_id: "people-role",
    title: plain("People and roles", 24),
    submit: plain("Save", 24),
    close: plain("Cancel", 24),
    private_metadata: metadata,
    blocks: [
      section(`Tenant *${escapeText(tenantId, 150)}*`),
      ...(lines.length === 0 ? [section("Nobody has a role yet.")] : lines),
      ...more,
      { type: "divider" },
      {
        type: "input",
        block_id: "person",
        label: plain("Person", 2000),
        element: { type: "users_select", action_id: "person" },
      },
      selectInput({
        name: "role",
        label: "Role",
        options: [
          option("viewer", "viewer: reads"),
          option("qa", "qa: also judges samples"),
          option("operator", "operator: also acts on alerts and runs"),
          option("admin", "admin: everything"),
          option("none", "no role: takes it away"),
        ],
      }),
    ],
  };
}
