import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { alertJson } from "./alert-json.ts";
import { AlertSchema } from "./alert-schema.ts";

/** `GET /api/obs/alerts`: the tenant's alerts, open or not, the newest first. */
export const alertsRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/api/obs/alerts",
    id: "listAlerts",
    tag: "Alerts",
    summary: "alerts, open or not, newest first",
    query: AlertSchema.ListQuery,
    example: { state: "open" },
    answers: { 200: AlertSchema.Alerts },
  },
  async ({ request, response, caller, ports }) => {
    const {
      state = null,
      rule_id: ruleId = null,
      limit,
      offset,
    } = parseInput(AlertSchema.ListQuery, request.query);
    const found = await ports.alerts.list(caller.tenantId, { state, ruleId, limit, offset });
    response.json({ alerts: found.map(alertJson) });
  },
);
