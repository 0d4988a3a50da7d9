import { guarded } from "../../kit/route.ts";

/** `POST /api/obs/metrics/aggregate`: counts today, yesterday and days of late events now, not at the next full hour. */
export const aggregateMetricsRoute = guarded(
  "operate",
  "post",
  "/api/obs/metrics/aggregate",
  async ({ response, caller, ports }) => {
    response.json({ days: await ports.agents.aggregate(caller.tenantId) });
  },
);
