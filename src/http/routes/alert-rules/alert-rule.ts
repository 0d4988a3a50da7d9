import { guarded } from "../../kit/route.ts";
import { alertRuleJson } from "./alert-rule-json.ts";
import { AlertRuleSchema } from "./alert-rule-schema.ts";
import { readRuleId } from "./read-rule-id.ts";

/** `GET /api/obs/alert-rules/{rule_id}`: one rule. */
export const alertRuleRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/api/obs/alert-rules/:rule_id",
    id: "getAlertRule",
    tag: "Alerts",
    summary: "one alert rule",
    parameters: AlertRuleSchema.Parameters,
    answers: { 200: AlertRuleSchema.AlertRule },
    problems: [404],
  },
  async ({ request, response, caller, ports }) => {
    response.json(alertRuleJson(await ports.rules.read(caller.tenantId, readRuleId(request.params))));
  },
);
