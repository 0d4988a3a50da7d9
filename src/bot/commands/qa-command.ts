import { pickTenants } from "../access/pick-tenant.ts";
import { showQueue } from "../answers/show-queue.ts";
import type { SlashCommand } from "../requests/slash-command.ts";

/** `/qa`: the samples that wait for a verdict, one after the other. */
export const qaCommand: SlashCommand = {
  name: "/qa",
  description: "Judge the QA samples that wait, one after the other; who has judged how many",
  usage: "[tenant]",
  async answer({ payload, words, respond }, dependencies) {
    const slackUserId = payload.user_id;
    const needed = { action: "qa.verdict" } as const;
    const tenantIds = await pickTenants(slackUserId, words.rest, needed, dependencies);
    await showQueue(tenantIds, { slackUserId, respond }, dependencies);
  },
};
