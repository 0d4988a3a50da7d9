import { readJson } from "../../bodies/read-json.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { alertRuleJson } from "./alert-rule-json.ts";
import { AlertRuleSchema } from "./alert-rule-schema.ts";
import { readRuleId } from "./read-rule-id.ts";

/** `POST /api/obs/alert-rules/{rule_id}/toggle`: switches a rule on or off, as the body says, so that a retry changes nothing. */
export const toggleAlertRuleRoute = guarded(
  {
    scope: "admin",
    method: "post",
    path: "/api/obs/alert-rules/:rule_id/toggle",
    id: "toggleAlertRule",
    tag: "Alerts",
    summary: "switches a rule on or off",
    parameters: AlertRuleSchema.Parameters,
    body: { schema: AlertRuleSchema.ToggleBody, example: { enabled: false } },
    answers: { 200: AlertRuleSchema.AlertRule },
    problems: [404],
  },
  async ({ request, response, caller, ports }) => {
    const { enabled } = parseInput(AlertRuleSchema.ToggleBody, readJson(request));
    const by = { tenantId: caller.tenantId, actor: `key:${caller.keyId}` };
    response.json(alertRuleJson(await ports.rules.toggle(by, readRuleId(request.params), enabled)));
  },
);
