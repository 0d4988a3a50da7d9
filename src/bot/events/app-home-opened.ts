import type { WebClient } from "@slack/web-api";
import { homeView } from "../blocks/home-view.ts";
import type { BotDependencies } from "../dependencies.ts";

/** Most tenants App Home looks at. */
const MAX_TENANTS = 20;

/** Draws App Home for whoever opened it. */
export async function drawHome(
  slackUserId: string,
  client: WebClient,
  dependencies: BotDependencies,
): Promise<void> {
  const tenantIds = await dependencies.listTenantsFor(slackUserId);
  const shown = tenantIds.slice(0, MAX_TENANTS);
  const [roles, alerts, stats, silences, delivery] = await Promise.all([
    Promise.all(
      tenantIds.map(async (tenantId) => ({
        tenantId,
        role: (await dependencies.roleOf(slackUserId, tenantId)) ?? ("viewer" as const),
      })),
    ),
    Promise.all(shown.map((tenantId) => dependencies.listOpenAlerts(tenantId))),
    Promise.all(shown.map((tenantId) => dependencies.readRunStats(tenantId, "latest"))),
    Promise.all(shown.map((tenantId) => dependencies.silences.list(tenantId))),
    dependencies.readDeliveryHealth(),
  ]);
  const view = homeView(
    {
      roles,
      alerts: alerts.flat().toSorted((a, b) => b.firedAt.getTime() - a.firedAt.getTime()),
      runs: stats.filter((found) => found !== null).map(({ run }) => run),
      silences: silences.flat(),
      delivery,
    },
    dependencies.clock(),
  );
  await client.views.publish({ user_id: slackUserId, view });
}
