import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import { UsageError } from "../../errors.ts";
import { pickTenant } from "../access/pick-tenant.ts";
import { requireRole } from "../access/require-role.ts";
import { escapeProse, escapeText, shortId } from "../blocks/kit/text.ts";
import type { SlashCommand } from "../requests/slash-command.ts";

/** The word that makes a drill page people, too. */
const PAGE = "page";

/** `/drill`: an alert raised on purpose and marked as a drill, which takes the same path as a real one. */
export const drillCommand: SlashCommand = {
  name: "/drill",
  description: "Raise a rule's alert on purpose, marked as a drill, and time the response",
  usage: "RULE [tenant] [page] [share]",
  async answer({ payload, words, respond }, dependencies) {
    const [ruleId, ...others] = words.rest;
    const rest = others.filter((word) => word.toLowerCase() !== PAGE);
    const pages = rest.length < others.length;
    if (ruleId === undefined) {
      throw new UsageError("Say which rule, as in `/drill CR-02`. `/alerts rules` lists them.");
    }
    const slackUserId = payload.user_id;
    const needed = { action: "drill.start" } as const;
    let tenantId = PLATFORM_TENANT;
    if (dependencies.drills.isOfPlatform(ruleId)) {
      await requireRole({ slackUserId, tenantId }, needed.action, dependencies);
    } else tenantId = await pickTenant(slackUserId, rest, needed, dependencies);
    const wish = { tenantId, ruleId, actor: slackUserId, pages };
    const { drillId, note } = await dependencies.drills.start(wish);
    await respond({
      response_type: words.share ? "in_channel" : "ephemeral",
      text: `🧯 Drill \`${shortId(drillId)}\` of ${escapeText(tenantId, 100)} has begun. ${escapeProse(note, 600)}`,
    });
  },
};
