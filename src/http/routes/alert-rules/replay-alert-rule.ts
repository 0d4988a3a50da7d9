import type { z } from "zod";
import type { Agreement } from "../../../alerts/replay/replay-rule.ts";
import { replayText } from "../../../alerts/replay/replay-text.ts";
import { readJson } from "../../bodies/read-json.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { AlertRuleSchema } from "./alert-rule-schema.ts";
import { readRuleId } from "./read-rule-id.ts";

/** `POST /api/obs/alert-rules/{rule_id}/replay`: what a rule would have said of past nights with thresholds to try; saves nothing. */
export const replayAlertRuleRoute = guarded(
  {
    scope: "read",
    method: "post",
    path: "/api/obs/alert-rules/:rule_id/replay",
    id: "replayAlertRule",
    tag: "Alerts",
    summary: "what a rule would have found on past nights with other thresholds",
    parameters: AlertRuleSchema.Parameters,
    body: {
      schema: AlertRuleSchema.ReplayBody,
      example: { thresholds: { warnRatio: 0.2 }, days: 30 },
      isOptional: true,
    },
    answers: { 200: AlertRuleSchema.Replayed },
    problems: [404],
  },
  async ({ request, response, caller, ports }) => {
    const { thresholds, days } = parseInput(AlertRuleSchema.ReplayBody, readJson(request));
    const wish = { ruleId: readRuleId(request.params), thresholds, days };
    const result = await ports.rules.replay(caller.tenantId, wish);
    response.json({
      days,
      nights: result.runs.length,
      fired: result.fired,
      not_useful: result.notUseful,
      as_set: agreementJson(result.asSet),
      changed: agreementJson(result.changed),
      summary: replayText(result, days),
      judged_otherwise: result.runs
        .filter((run) => run.asSet !== run.changed)
        .map(({ runId, startedAt, asSet, changed, fired, notUseful }) => ({
          run_id: runId,
          started_at: startedAt.toISOString(),
          as_set: asSet,
          changed,
          fired,
          not_useful: notUseful,
        })),
    });
  },
);

function agreementJson({ notUseful, ...agreement }: Agreement): z.input<typeof AlertRuleSchema.Agreement> {
  return { ...agreement, not_useful: notUseful };
}
