import type { ModalView } from "@slack/types";
import { context, escapeText, plain, section } from "../kit/text.ts";

/** What the person who can make an Odoo key is asked to do; `who` is a mention. */
export function askForKeyText(tenantId: string, who: string, asker: string): string {
  return [
    `${who}: Odoo does not accept the key that nightshift has for *${escapeText(tenantId, 100)}*, so its leads are not exported. Please make a new one: in Odoo, as the integration's user, Preferences, Account Security, New API Key.`,
    `Whoever runs nightshift then stores it: \`ODOO_KEY=… node_modules/.bin/nightshift tenants odoo ${escapeText(tenantId, 100)} --key-env ODOO_KEY --expires DATE\`. Never post a key in Slack. (asked for by ${asker})`,
  ].join("\n");
}

/** Asks whom to ask for a new Odoo key; `likely` is chosen at first. */
export function askForKeyView(tenantId: string, metadata: string, likely: string | null): ModalView {
  return {
    type: "modal",
    callback_id: "ask-for-key",
    title: plain("Ask for a new key", 24),
    submit: plain("Ask", 24),
    close: plain("Cancel", 24),
    private_metadata: metadata,
    blocks: [
      section(
        `A person who can sign in to the Odoo of *${escapeText(tenantId, 150)}* makes the key. They are mentioned in the alert's thread, with what to do.`,
      ),
      {
        type: "input",
        block_id: "person",
        label: plain("Who can make one?", 2000),
        element: {
          type: "users_select",
          action_id: "person",
          placeholder: plain("Choose a person", 150),
          ...(likely !== null && { initial_user: likely }),
        },
      },
      context("Once the new key is stored, repeat `export_odoo` from the card's menu: it costs nothing."),
    ],
  };
}
