import { UsageError } from "../../errors.ts";
import { escapeText } from "../blocks/text.ts";
import { pickTenant } from "../pick-tenant.ts";
import type { SlashCommand } from "../slash-command.ts";

/** `/drill`: an alert on purpose, marked as such, through the whole true path. */
export const drill: SlashCommand = {
  name: "/drill",
  description: "Raise a rule's alert on purpose, marked as a drill, and time the response",
  usage: "RULE [tenant] [share]",
  async answer({ payload, words, respond }, dependencies) {
    const [ruleId, ...rest] = words.rest;
    if (ruleId === undefined) {
      throw new UsageError("Say which rule, as in `/drill CR-02`. `/alerts rules` lists them.");
    }
    const slackUserId = payload.user_id;
    const needed = { role: "operator", action: "drill.start" } as const;
    const tenantId = await pickTenant(slackUserId, rest, needed, dependencies);
    const { drillId, note } = await dependencies.drills.start({
      tenantId,
      ruleId: ruleId.toUpperCase(),
      actor: slackUserId,
      now: dependencies.clock(),
    });
    await respond({
      response_type: words.share ? "in_channel" : "ephemeral",
      text: `🧯 Drill \`${escapeText(drillId, 60)}\` of ${escapeText(tenantId, 100)} has begun. ${escapeText(note, 600)}`,
    });
  },
};
