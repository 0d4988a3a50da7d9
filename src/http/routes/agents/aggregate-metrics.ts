import { guarded } from "../../kit/route.ts";
import { AgentSchema } from "./agent-schema.ts";

/** `POST /api/obs/metrics/aggregate`: counts today, yesterday and days of late events now, not at the next full hour. */
export const aggregateMetricsRoute = guarded(
  {
    scope: "operate",
    method: "post",
    path: "/api/obs/metrics/aggregate",
    id: "aggregateMetrics",
    tag: "Agents",
    summary: "counts today, yesterday and days of late events now",
    answers: { 200: AgentSchema.Aggregated },
  },
  async ({ response, caller, ports }) => {
    response.json({ days: await ports.agents.aggregate(caller.tenantId) });
  },
);
