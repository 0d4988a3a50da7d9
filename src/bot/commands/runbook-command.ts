import { openRunbookModal } from "../answers/open-runbook-modal.ts";
import { runbookListMessage } from "../blocks/runbooks/runbook-list-message.ts";
import type { SlashCommand } from "../requests/slash-command.ts";

/** `/runbook`: what to do about an alert, or the list of runbooks. */
export const runbookCommand: SlashCommand = {
  name: "/runbook",
  description: "What to do about an alert, step by step; without an id, the list of runbooks",
  usage: "[ID] [share]",
  async answer({ payload, words, client, respond }, dependencies) {
    const [id] = words.rest;
    if (id !== undefined) {
      await openRunbookModal({ client, triggerId: payload.trigger_id }, id, dependencies);
      return;
    }
    const known = await dependencies.runbooks.list();
    await respond({
      response_type: words.share ? "in_channel" : "ephemeral",
      ...runbookListMessage(known, dependencies.publicUrl),
    });
  },
};
