import { pickTenant } from "../access/pick-tenant.ts";
import { openRunForm } from "../answers/open-run-form.ts";
import type { SlashCommand } from "../requests/slash-command.ts";

/** `/run-start`: starts a night now; its cost is shown before it starts. */
export const runStartCommand: SlashCommand = {
  name: "/run-start",
  description: "Run a tenant's night now; shows the cost first",
  usage: "[tenant]",
  async answer({ payload, words, client }, dependencies) {
    const slackUserId = payload.user_id;
    const needed = { action: "run.start" } as const;
    const tenantId = await pickTenant(slackUserId, words.rest, needed, dependencies);
    await openRunForm(
      { client, triggerId: payload.trigger_id, slackUserId },
      { tenantId, rerunOf: null, alertId: null },
      null,
      dependencies,
    );
  },
};
