import { reportHealth } from "../health-report.ts";
import type { Route } from "../route.ts";

/** `GET /readyz`: what is critical is up, requests may come. */
export const readyz: Route = {
  method: "get",
  path: "/readyz",
  scope: null,
  async answer({ response, dependencies: { healthChecks } }) {
    const { status } = await reportHealth(healthChecks.filter(({ critical }) => critical));
    const ready = status !== "unhealthy";
    response.status(ready ? 200 : 503).json({ status: ready ? "ready" : "not_ready" });
  },
};
