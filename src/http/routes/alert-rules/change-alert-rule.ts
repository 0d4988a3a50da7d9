import { readJson } from "../../bodies/read-json.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { alertRuleJson } from "./alert-rule-json.ts";
import { AlertRuleSchema } from "./alert-rule-schema.ts";
import { readRuleId } from "./read-rule-id.ts";

/** `PATCH /api/obs/alert-rules/{rule_id}`: changes what is given; null brings a default back. */
export const changeAlertRuleRoute = guarded(
  {
    scope: "admin",
    method: "patch",
    path: "/api/obs/alert-rules/:rule_id",
    id: "changeAlertRule",
    tag: "Alerts",
    summary: "sets thresholds, severity or cooldown",
    parameters: AlertRuleSchema.Parameters,
    body: { schema: AlertRuleSchema.ChangesBody, example: { severity: "high", cooldown_minutes: 60 } },
    answers: { 200: AlertRuleSchema.AlertRule },
    problems: [404],
  },
  async ({ request, response, caller, ports }) => {
    const body = parseInput(AlertRuleSchema.ChangesBody, readJson(request));
    const { thresholds, severity, cooldown_minutes: cooldownMinutes, name, agent_id: agentId } = body;
    const by = { tenantId: caller.tenantId, actor: `key:${caller.keyId}` };
    const rule = await ports.rules.change(by, readRuleId(request.params), {
      ...(thresholds !== undefined && { thresholds }),
      ...(severity !== undefined && { severity }),
      ...(cooldownMinutes !== undefined && { cooldownMinutes }),
      ...(name !== undefined && { name }),
      ...(agentId !== undefined && { agentId }),
    });
    response.json(alertRuleJson(rule));
  },
);
