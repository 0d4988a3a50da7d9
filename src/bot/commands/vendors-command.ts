import { pickTenant } from "../access/pick-tenant.ts";
import { vendorsMessage } from "../blocks/runs/vendors-message.ts";
import type { SlashCommand } from "../requests/slash-command.ts";

/** `/vendors`: what vendors did and charged, and what the month will cost. */
export const vendorsCommand: SlashCommand = {
  name: "/vendors",
  description: "Vendors over the last nights: calls, errors, quota, spend, forecast",
  usage: "[tenant] [share]",
  async answer({ payload, words, respond }, dependencies) {
    const needed = { action: "vendor.list" } as const;
    const tenantId = await pickTenant(payload.user_id, words.rest, needed, dependencies);
    await respond({
      response_type: words.share ? "in_channel" : "ephemeral",
      ...vendorsMessage(tenantId, await dependencies.runs.readVendors(tenantId)),
    });
  },
};
