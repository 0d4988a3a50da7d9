import { z } from "zod";
import { REPLAY_DAYS } from "../../../alerts/replay/replay-alerts.ts";
import type { Agreement } from "../../../alerts/replay/replay-rule.ts";
import { replayText } from "../../../alerts/replay/replay-text.ts";
import { readJson } from "../../bodies/read-json.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { readRuleId } from "./read-rule-id.ts";

const Body = z.strictObject({
  thresholds: z.record(z.string(), z.number()).default({}),
  days: z.int().min(1).max(365).default(REPLAY_DAYS),
});

/** `POST /api/obs/alert-rules/{rule_id}/replay`: what a rule would have said of past nights with thresholds to try; saves nothing. */
export const replayAlertRuleRoute = guarded(
  "read",
  "post",
  "/api/obs/alert-rules/:rule_id/replay",
  async ({ request, response, caller, ports }) => {
    const { thresholds, days } = parseInput(Body, readJson(request));
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
          started_at: startedAt,
          as_set: asSet,
          changed,
          fired,
          not_useful: notUseful,
        })),
    });
  },
);

function agreementJson({ notUseful, ...agreement }: Agreement) {
  return { ...agreement, not_useful: notUseful };
}
