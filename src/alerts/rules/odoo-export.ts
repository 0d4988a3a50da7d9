import { createRule } from "../rulebook/create-rule.ts";
import { counted, mostly } from "../rulebook/phrases.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import { hasEnded, stageOf } from "../rulebook/stage-of.ts";

const SUBJECT = "export_odoo";

/** Companies do not reach Odoo: their export fails, or Odoo may not be written to at all. */
export const odooExport = createRule(RULE_TABLE["OE-06"], (snapshot, { toleratedErrors }, say) => {
  const { run } = snapshot;
  const stage = stageOf(snapshot, "export_odoo");
  const isExpected = stage !== null || run.fullRun;
  if (run.odooReady === false && isExpected) {
    const summary = "The key to Odoo has expired, so this run's leads do not reach Odoo.";
    return [say.fires(SUBJECT, { summary, facts: { runId: run.runId, odooReady: "no" } })];
  }
  if (stage === null) return [];
  const { countError, countSuccess } = stage;
  if (stage.status === "failed" || countError > toleratedErrors) {
    const tried = countError + countSuccess;
    return [
      say.fires(SUBJECT, {
        severity: stage.status === "failed" || countSuccess === 0 ? "high" : "medium",
        summary:
          countError === 0
            ? "The export to Odoo failed as a whole."
            : `${countError} of ${counted(tried, "company", "companies")} could not be exported to Odoo${mostly(stage)}.`,
        facts: {
          runId: run.runId,
          errors: countError,
          exported: countSuccess,
          topError: stage.topErrors[0]?.errorCode ?? null,
        },
      }),
    ];
  }
  return hasEnded(stage) ? [say.clear(SUBJECT)] : [];
});
