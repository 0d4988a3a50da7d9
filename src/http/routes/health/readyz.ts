import type { Route } from "../../kit/route.ts";
import { reportHealth } from "./health-report.ts";
import { HealthSchema } from "./health-schema.ts";

/** `GET /readyz`: what requests need is up, so they may come; `degraded` names what does not work besides. */
export const readyzRoute: Route = {
  method: "get",
  path: "/readyz",
  scope: null,
  id: "getReadiness",
  tag: "Health",
  summary: "answers 200 if requests can be answered (database, schema), else 503",
  answers: { 200: HealthSchema.Ready, 503: HealthSchema.Ready },
  async answer({ response, ports }) {
    const { status, checks } = await reportHealth(
      ports.service.healthChecks.filter(({ whenReady }) => whenReady !== undefined),
    );
    const ready = status !== "unhealthy";
    const degraded = Object.keys(checks).filter((name) => checks[name]?.status === "degraded");
    response
      .status(ready ? 200 : 503)
      .json({ status: ready ? "ready" : "not_ready", ...(degraded.length > 0 && { degraded }) });
  },
};
