import { z } from "zod";
import { SEVERITIES } from "../../../entities/vocabulary.ts";
import { readJson } from "../../bodies/read-json.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { alertRuleJson } from "./alert-rule-json.ts";
import { readRuleId } from "./read-rule-id.ts";

const Body = z.strictObject({
  thresholds: z.record(z.string(), z.number().nullable()).optional(),
  severity: z.enum(SEVERITIES).nullable().optional(),
  cooldown_minutes: z.number().nullable().optional(),
  name: z.string().optional(),
  agent_id: z.string().optional(),
});

/** `PATCH /api/obs/alert-rules/{rule_id}`: changes what is given; null brings a default back. */
export const changeAlertRuleRoute = guarded(
  "admin",
  "patch",
  "/api/obs/alert-rules/:rule_id",
  async ({ request, response, caller, ports }) => {
    const body = parseInput(Body, readJson(request));
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
