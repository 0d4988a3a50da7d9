import { guarded } from "../../kit/route.ts";
import { alertRuleJson } from "./alert-rule-json.ts";
import { AlertRuleSchema } from "./alert-rule-schema.ts";

/** `GET /api/obs/alert-rules`: every rule of the tenant with what counts, what is the default and what it may be. */
export const alertRulesRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/api/obs/alert-rules",
    id: "listAlertRules",
    tag: "Alerts",
    summary: "the alert rules with their thresholds",
    answers: { 200: AlertRuleSchema.AlertRules },
  },
  async ({ response, caller, ports }) => {
    const rules = await ports.rules.list(caller.tenantId);
    response.json({ rules: rules.map(alertRuleJson) });
  },
);
