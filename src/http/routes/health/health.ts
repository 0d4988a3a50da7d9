import type { Route } from "../../kit/route.ts";
import { reportHealth } from "./health-report.ts";
import { HealthSchema } from "./health-schema.ts";
import { isOperator } from "./is-operator.ts";

/**
 * `GET /health`: the service and everything it leans on. 200 while it can work, 503 when it cannot. What vendors cost is
 * shown with METRICS_TOKEN only.
 */
export const healthRoute: Route = {
  method: "get",
  path: "/health",
  scope: null,
  id: "getHealth",
  tag: "Health",
  summary: "everything it depends on, with latencies",
  answers: {
    200: { mediaTypes: ["application/json", "application/health+json"], schema: HealthSchema.Health },
    503: { mediaTypes: ["application/json", "application/health+json"], schema: HealthSchema.Health },
  },
  async answer({ request, response, ports }) {
    const { clock, healthChecks, metricsToken, startedAt, version } = ports.service;
    const isTrusted = isOperator(request, metricsToken);
    const { status, checks } = await reportHealth(healthChecks);
    const body = {
      status,
      version,
      uptime_seconds: Math.floor((clock().getTime() - startedAt.getTime()) / 1000),
      checks: Object.fromEntries(
        Object.entries(checks).map(([name, { status: checkStatus, latencyMs, detail, ownDetail }]) => [
          name,
          { status: checkStatus, latency_ms: latencyMs, ...detail, ...(isTrusted && ownDetail) },
        ]),
      ),
    };
    const type = request.accepts(["application/json", "application/health+json"]) || "application/json";
    response
      .status(status === "unhealthy" ? 503 : 200)
      .vary("Accept, Authorization")
      .type(type)
      .send(JSON.stringify(body));
  },
};
