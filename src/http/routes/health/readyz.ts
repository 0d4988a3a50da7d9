import type { Route } from "../../kit/route.ts";
import { reportHealth } from "./health-report.ts";

/** `GET /readyz`: what is critical is up, requests may come. */
export const readyz: Route = {
  method: "get",
  path: "/readyz",
  scope: null,
  async answer({ response, ports }) {
    const { status } = await reportHealth(ports.service.healthChecks.filter(({ critical }) => critical));
    const ready = status !== "unhealthy";
    response.status(ready ? 200 : 503).json({ status: ready ? "ready" : "not_ready" });
  },
};
