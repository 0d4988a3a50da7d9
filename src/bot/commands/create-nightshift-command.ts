import { UsageError } from "../../errors.ts";
import { pickTenant } from "../access/pick-tenant.ts";
import { answerKeys } from "../answers/answer-keys.ts";
import { callView } from "../blocks/call-view.ts";
import { helpMessage } from "../blocks/help-message.ts";
import { headOf } from "../blocks/kit/text.ts";
import { loginMessage } from "../blocks/login-message.ts";
import { peopleView } from "../blocks/people-view.ts";
import type { SlashCommand } from "../requests/slash-command.ts";

/** `/nightshift`: the help, who may do what, and whom alerts call. `others` are the commands it lists. */
export function createNightshiftCommand(others: readonly SlashCommand[]): SlashCommand {
  return {
    name: "/nightshift",
    description: "What nightshift can do here, and who may do what",
    usage: "[help | login | roles | call | keys …] [tenant]",
    async answer({ payload, words, client, respond }, dependencies) {
      const [verb, ...rest] = words.rest;
      if (verb?.toLowerCase() === "roles") {
        const needed = { action: "people.list" } as const;
        const tenantId = await pickTenant(payload.user_id, rest, needed, dependencies);
        const people = await dependencies.people.list(tenantId);
        const view = peopleView(tenantId, people, JSON.stringify({ tenantId }));
        await client.views.open({ trigger_id: payload.trigger_id, view });
        return;
      }
      if (verb?.toLowerCase() === "call") {
        const needed = { action: "people.call" } as const;
        const tenantId = await pickTenant(payload.user_id, rest, needed, dependencies);
        const called = await dependencies.people.listCalled(tenantId);
        await client.views.open({
          trigger_id: payload.trigger_id,
          view: callView(tenantId, called, JSON.stringify({ tenantId })),
        });
        return;
      }
      if (verb?.toLowerCase() === "login") {
        const own = await dependencies.access.listTenantsFor(payload.user_id);
        if (own.length === 0) {
          throw new UsageError(
            "You have no role for any tenant yet. Ask an admin for one (`/nightshift roles`).",
          );
        }
        const link = await dependencies.logins.createLink(payload.user_id);
        await respond({ response_type: "ephemeral", ...loginMessage(link) });
        return;
      }
      if (verb?.toLowerCase() === "keys") {
        const message = await answerKeys(payload.user_id, rest, dependencies);
        await respond({ response_type: "ephemeral", ...message });
        return;
      }
      if (verb !== undefined) {
        throw new UsageError(
          `There is no "${headOf(verb, 40)}"; use \`login\`, \`roles\`, \`call\`, \`keys\`, or nothing for the help.`,
        );
      }
      await respond({ response_type: "ephemeral", ...helpMessage(others) });
    },
  };
}
