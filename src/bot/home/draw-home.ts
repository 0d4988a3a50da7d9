import type { WebClient } from "@slack/web-api";
import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import { HOME_LINES, homeView } from "../blocks/home-view.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { DeliveryOverview } from "../ports/messages.ts";

/** Draws App Home for the person who opened it; `page` counts pages of open alerts from 0. */
export async function drawHome(
  { slackUserId, page = 0 }: { readonly slackUserId: string; readonly page?: number },
  client: WebClient,
  dependencies: BotDependencies,
): Promise<void> {
  const roles = await dependencies.home.listRoles(slackUserId);
  const tenantIds = roles.map(({ tenantId }) => tenantId);
  const [alerts, runs, silences, uncalled, delivery] = await Promise.all([
    readPage(tenantIds, page, dependencies),
    dependencies.home.listLastNights(tenantIds, HOME_LINES),
    dependencies.home.listSilences(tenantIds, HOME_LINES),
    dependencies.home.listUncalled(tenantIds),
    dependencies.messages.readHealth(),
  ]);
  const isOfPlatform = tenantIds.includes(PLATFORM_TENANT);
  const view = homeView(
    {
      roles,
      ...alerts,
      runs,
      silences,
      uncalled,
      delivery: isOfPlatform ? delivery : withoutChannels(delivery),
      link: dependencies.messages.readLink(),
    },
    dependencies.clock(),
  );
  await client.views.publish({ user_id: slackUserId, view });
}

/** A page of open alerts; the last one when there are fewer by now. */
async function readPage(
  tenantIds: readonly string[],
  wanted: number,
  { home }: Pick<BotDependencies, "home">,
) {
  const read = (page: number) =>
    home.listOpenAlerts(tenantIds, { offset: page * HOME_LINES, limit: HOME_LINES });
  const alerts = await read(wanted);
  if (alerts.items.length > 0 || wanted === 0) return { alerts, page: wanted };
  const page = Math.max(0, Math.ceil(alerts.total / HOME_LINES) - 1);
  return { alerts: await read(page), page };
}

/** The channels are those of every tenant, which only people with a role for the installation may see. */
function withoutChannels(delivery: DeliveryOverview): DeliveryOverview {
  const problems = delivery.problems.map(({ target, problem, messages }) => ({ target, problem, messages }));
  return { ...delivery, problems };
}
