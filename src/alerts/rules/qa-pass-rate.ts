import { evidenceOfFall, FALL_ALARM } from "../../qa/rates/evidence-of-fall.ts";
import { passRate } from "../../qa/rates/pass-rate.ts";
import { createRule } from "../rulebook/create-rule.ts";
import { counted, percent } from "../rulebook/phrases.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";

const SUBJECT = "qa_sample";

/**
 * People fail more samples than the tenant accepts: by evidence that may be looked at every night (evidence-of-fall.ts), or by
 * the plain rate of the window when `plain` is 1.
 */
export const qaPassRate = createRule(
  RULE_TABLE["QA-08"],
  ({ run, qa }, { targetRatio, minimumVerdicts, plain }, say) => {
    const { rate, interval, decided } = passRate(qa);
    if (rate === null || decided < minimumVerdicts) {
      const summary = `Only ${counted(decided, "QA sample in the window has a verdict", "QA samples in the window have verdicts")}, too few to judge by.`;
      const loss = "How good the leads are is not known.";
      return say.noData(SUBJECT, { summary, loss, facts: { runId: run.runId, decided, minimumVerdicts } });
    }
    const evidence = evidenceOfFall(qa.nights, targetRatio);
    const isLow = plain === 1 ? rate < targetRatio : evidence >= FALL_ALARM;
    if (!isLow) return [say.clear(SUBJECT)];
    return [
      say.fires(SUBJECT, {
        summary: `${qa.passes} of ${decided} QA samples passed (${percent(rate)}; 95 % interval ${percent(interval.low)} to ${percent(interval.high)}; target ${percent(targetRatio)}).`,
        loss: `${counted(qa.fails, "lead")} of those looked at should not have been High.`,
        facts: {
          runId: run.runId,
          passes: qa.passes,
          fails: qa.fails,
          needsReview: qa.needsReview,
          pending: qa.pending,
          rate,
          low: interval.low,
          high: interval.high,
          target: targetRatio,
          evidence: Math.round(evidence),
          alarmAt: FALL_ALARM,
        },
      }),
    ];
  },
);
