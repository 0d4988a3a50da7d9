import { context, header, section } from "../blocks/text.ts";
import { openRunbookModal } from "../open-runbook-modal.ts";
import type { SlashCommand } from "../slash-command.ts";

/** Ids in one section. */
const IN_LINE = 40;

/** `/runbook`: what to do about an alert, or which runbooks there are. */
export const runbook: SlashCommand = {
  name: "/runbook",
  description: "What to do about an alert, step by step; without an id, the list",
  usage: "[ID] [share]",
  async answer({ payload, words, client, respond }, dependencies) {
    const [id] = words.rest;
    if (id !== undefined) {
      await openRunbookModal({ client, triggerId: payload.trigger_id }, id, dependencies);
      return;
    }
    const ids = await dependencies.listRunbooks();
    const links = ids.slice(0, IN_LINE).map((known) => {
      return `<${dependencies.publicUrl}/runbooks/${encodeURIComponent(known)}|${known}>`;
    });
    await respond({
      response_type: words.share ? "in_channel" : "ephemeral",
      text: `Runbooks: ${ids.slice(0, IN_LINE).join(", ")}`,
      blocks: [
        header("Runbooks"),
        section(links.join(" · ").slice(0, 2900)),
        context("`/runbook CR-02` opens one here."),
      ],
    });
  },
};
