import { ROLES } from "../../entities/vocabulary.ts";
import { pickTenants } from "../access/pick-tenant.ts";
import { runListMessage } from "../blocks/runs/run-list-message.ts";
import type { SlashCommand } from "../requests/slash-command.ts";

/** How many runs are shown per tenant. */
const NEWEST = 10;

/** `/runs`: the newest runs, with buttons that stop a running one and start another. */
export const runsCommand: SlashCommand = {
  name: "/runs",
  description: "The newest runs; stops a running one, or starts a night now",
  usage: "[tenant] [share]",
  async answer({ payload, words, respond }, dependencies) {
    const slackUserId = payload.user_id;
    const needed = { action: "run.list" } as const;
    const tenantIds = await pickTenants(slackUserId, words.rest, needed, dependencies);
    const found = await Promise.all(tenantIds.map((tenantId) => dependencies.runs.list(tenantId, NEWEST)));
    const roles = new Map(
      await Promise.all(
        tenantIds.map(async (id) => [id, await dependencies.access.roleOf(slackUserId, id)] as const),
      ),
    );
    const mayAct = (tenantId: string) => {
      const role = roles.get(tenantId) ?? null;
      return role !== null && ROLES.indexOf(role) >= ROLES.indexOf("operator");
    };
    const newest = found
      .flat()
      .toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime())
      .slice(0, 20);
    await respond({
      response_type: words.share ? "in_channel" : "ephemeral",
      ...runListMessage(newest, dependencies.clock(), mayAct),
    });
  },
};
