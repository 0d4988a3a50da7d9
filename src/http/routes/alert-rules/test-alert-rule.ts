import { readJson } from "../../bodies/read-json.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { AlertRuleSchema } from "./alert-rule-schema.ts";
import { readRuleId } from "./read-rule-id.ts";

/** `POST /api/obs/alert-rules/{rule_id}/test`: what the rule would say now, with thresholds to try; raises nothing. */
export const testAlertRuleRoute = guarded(
  {
    scope: "read",
    method: "post",
    path: "/api/obs/alert-rules/:rule_id/test",
    id: "testAlertRule",
    tag: "Alerts",
    summary: "what a rule would find now with other thresholds",
    parameters: AlertRuleSchema.Parameters,
    body: { schema: AlertRuleSchema.TestBody, example: { thresholds: { warnRatio: 0.2 } }, isOptional: true },
    answers: { 200: AlertRuleSchema.Tested },
    problems: [404],
  },
  async ({ request, response, caller, ports }) => {
    const { thresholds } = parseInput(AlertRuleSchema.TestBody, readJson(request));
    const result = await ports.rules.test(caller.tenantId, readRuleId(request.params), thresholds);
    response.json({
      run_id: result.runId,
      fires: result.findings.length > 0,
      findings: result.findings.map(({ subject, severity, summary, facts }) => ({
        subject,
        severity,
        summary,
        facts,
      })),
    });
  },
);
