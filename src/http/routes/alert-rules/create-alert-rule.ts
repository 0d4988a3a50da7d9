import { readJson } from "../../bodies/read-json.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { alertRuleJson } from "./alert-rule-json.ts";
import { AlertRuleSchema } from "./alert-rule-schema.ts";

/** `POST /api/obs/alert-rules`: makes a rule of the tenant's own about an agent. */
export const createAlertRuleRoute = guarded(
  {
    scope: "admin",
    method: "post",
    path: "/api/obs/alert-rules",
    id: "createAlertRule",
    tag: "Alerts",
    summary: "makes a rule of your own about an agent",
    body: {
      schema: AlertRuleSchema.NewRuleBody,
      example: {
        type: "cost_per_day",
        name: "Support bot is expensive",
        agent_id: "support-bot",
        thresholds: { limitUsd: 20 },
      },
    },
    answers: { 201: AlertRuleSchema.AlertRule },
  },
  async ({ request, response, caller, ports }) => {
    const body = parseInput(AlertRuleSchema.NewRuleBody, readJson(request));
    const { agent_id: agentId, cooldown_minutes: cooldownMinutes, ...input } = body;
    const by = { tenantId: caller.tenantId, actor: `key:${caller.keyId}` };
    const rule = await ports.rules.create(by, { ...input, agentId, cooldownMinutes });
    response.status(201).location(`/api/obs/alert-rules/${rule.ruleId}`).json(alertRuleJson(rule));
  },
);
