import type { WebClient } from "@slack/web-api";
import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import type { EnrichmentRun } from "../../entities/enrichment-run.ts";
import { homeView } from "../blocks/home-view.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import type { DeliveryOverview } from "../ports/messages.ts";

/** The most tenants App Home looks at. */
const MAX_TENANTS = 20;

/** How many runs are searched for the last night. */
const NEWEST_RUNS = 20;

/** Draws App Home for the person who opened it. */
export async function drawHome(
  slackUserId: string,
  client: WebClient,
  dependencies: BotDependencies,
): Promise<void> {
  const tenantIds = await dependencies.access.listTenantsFor(slackUserId);
  const isOfPlatform = (await dependencies.access.roleOf(slackUserId, PLATFORM_TENANT)) !== null;
  const own = isOfPlatform ? [PLATFORM_TENANT, ...tenantIds] : tenantIds;
  const shown = own.slice(0, MAX_TENANTS);
  const [roles, alerts, runs, silences, delivery] = await Promise.all([
    Promise.all(
      own.map(async (tenantId) => ({
        tenantId,
        role: (await dependencies.access.roleOf(slackUserId, tenantId)) ?? ("viewer" as const),
      })),
    ),
    Promise.all(shown.map((tenantId) => dependencies.alerts.listOpen(tenantId))),
    Promise.all(shown.map((tenantId) => dependencies.runs.list(tenantId, NEWEST_RUNS))),
    Promise.all(shown.map((tenantId) => dependencies.silences.list(tenantId))),
    dependencies.messages.readHealth(),
  ]);
  const view = homeView(
    {
      roles,
      alerts: alerts.flat().toSorted((a, b) => b.firedAt.getTime() - a.firedAt.getTime()),
      runs: runs.flatMap(lastNight),
      silences: silences.flat(),
      delivery: isOfPlatform ? delivery : withoutChannels(delivery),
    },
    dependencies.clock(),
  );
  await client.views.publish({ user_id: slackUserId, view });
}

/** The channels are those of every tenant, which only people with a role for the installation may see. */
function withoutChannels(delivery: DeliveryOverview): DeliveryOverview {
  const problems = delivery.problems.map(({ target, problem, messages }) => ({ target, problem, messages }));
  return { ...delivery, problems };
}

/** A tenant's last night, and any run in progress; a repeated stage is not a night. */
function lastNight(newestFirst: readonly EnrichmentRun[]): EnrichmentRun[] {
  const night = newestFirst.find(
    ({ manifest, status }) => status !== "running" && !("resumedFrom" in manifest),
  );
  return newestFirst.filter((run) => run === night || run.status === "running");
}
