import { z } from "zod";
import { SEVERITIES } from "../../../entities/vocabulary.ts";
import { readJson } from "../../bodies/read-json.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { alertRuleJson } from "./alert-rule-json.ts";

const Body = z.strictObject({
  type: z.enum(["cost_per_day", "error_rate", "no_heartbeat"]),
  name: z.string(),
  agent_id: z.string(),
  thresholds: z.record(z.string(), z.number()).default({}),
  enabled: z.boolean().default(true),
  severity: z.enum(SEVERITIES).nullable().default(null),
  cooldown_minutes: z.number().nullable().default(null),
});

/** `POST /api/obs/alert-rules`: makes a rule of the tenant's own about an agent. */
export const createAlertRuleRoute = guarded(
  "admin",
  "post",
  "/api/obs/alert-rules",
  async ({ request, response, caller, ports }) => {
    const body = parseInput(Body, readJson(request));
    const { agent_id: agentId, cooldown_minutes: cooldownMinutes, ...input } = body;
    const by = { tenantId: caller.tenantId, actor: `key:${caller.keyId}` };
    const rule = await ports.rules.create(by, { ...input, agentId, cooldownMinutes });
    response.status(201).location(`/api/obs/alert-rules/${rule.ruleId}`).json(alertRuleJson(rule));
  },
);
