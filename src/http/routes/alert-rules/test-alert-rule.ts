import { z } from "zod";
import { readJson } from "../../bodies/read-json.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { readRuleId } from "./read-rule-id.ts";

const Body = z.strictObject({ thresholds: z.record(z.string(), z.number()).default({}) });

/** `POST /api/obs/alert-rules/{rule_id}/test`: what the rule would say now, with thresholds to try; raises nothing. */
export const testAlertRuleRoute = guarded(
  "read",
  "post",
  "/api/obs/alert-rules/:rule_id/test",
  async ({ request, response, caller, ports }) => {
    const { thresholds } = parseInput(Body, readJson(request));
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
