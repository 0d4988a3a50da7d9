import { pickTenant, pickTenants } from "../access/pick-tenant.ts";
import { openSilenceForm } from "../answers/open-silence-form.ts";
import { silenceListMessage } from "../blocks/alerts/silence-list-message.ts";
import type { SlashCommand } from "../requests/slash-command.ts";

/** `/silence`: keeps alerts quiet for a while, and lists the silences. */
export const silenceCommand: SlashCommand = {
  name: "/silence",
  description: "Keep alerts quiet until a set time; list and undo silences",
  usage: "[list] [tenant] [share]",
  async answer({ payload, words, client, respond }, dependencies) {
    const slackUserId = payload.user_id;
    const [verb, ...rest] = words.rest;
    if (verb?.toLowerCase() === "list") {
      const needed = { action: "silence.list", withPlatform: true } as const;
      const tenantIds = await pickTenants(slackUserId, rest, needed, dependencies);
      const found = await Promise.all(tenantIds.map((tenantId) => dependencies.silences.list(tenantId)));
      await respond({
        response_type: words.share ? "in_channel" : "ephemeral",
        ...silenceListMessage(found.flat()),
      });
      return;
    }
    const needed = { action: "silence.create" } as const;
    const tenantId = await pickTenant(slackUserId, words.rest, needed, dependencies);
    await openSilenceForm(
      { client, triggerId: payload.trigger_id, slackUserId },
      { tenantId, alertId: null, place: null },
      dependencies,
    );
  },
};
