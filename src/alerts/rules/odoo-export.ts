import { createRule } from "../rulebook/create-rule.ts";
import { counted, mostly } from "../rulebook/phrases.ts";
import type { StageSnapshot } from "../rulebook/rule.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import { hasEnded, stageOf } from "../rulebook/stage-of.ts";

const SUBJECT = "export_odoo";

/**
 * Leads do not reach Odoo: their export fails, is not tried, or Odoo cannot be written to at all. What counts is the leads
 * that are still missing there after any reruns, not the attempts of the newest run.
 */
export const odooExport = createRule(RULE_TABLE["OE-06"], (snapshot, { toleratedErrors }, say) => {
  const { run } = snapshot;
  const stage = stageOf(snapshot, "export_odoo");
  const isExpected = stage !== null || run.fullRun;
  if (run.odooReady === false && isExpected) {
    const { missing, refused, notTried } = missingLeads(stage);
    const summary =
      missing === 0
        ? "The Odoo key has expired, so this run's leads do not reach Odoo."
        : `${countedLeads(missing)} did not reach Odoo: its key has expired.`;
    const facts = { runId: run.runId, odooReady: "no", missing, errors: refused, notTried };
    return [say.fires(SUBJECT, { summary, loss: null, begunAt: stage?.startedAt ?? undefined, facts })];
  }
  if (stage === null) return [];
  const { missing, refused, notTried } = missingLeads(stage);
  if (stage.status === "failed" || missing > toleratedErrors) {
    return [
      say.fires(SUBJECT, {
        severity: stage.status === "failed" || stage.countSuccess === 0 ? "high" : "medium",
        summary:
          missing === 0
            ? "The export to Odoo failed as a whole."
            : `${countedLeads(missing)} did not reach Odoo: ${refused} refused, ${notTried} not tried${mostly(stage)}.`,
        loss: missing === 0 ? "None of this run's leads reached Odoo." : null,
        begunAt: stage.startedAt ?? undefined,
        facts: {
          runId: run.runId,
          missing,
          errors: refused,
          notTried,
          exported: stage.countSuccess,
          topError: stage.topErrors[0]?.errorCode ?? null,
        },
      }),
    ];
  }
  return hasEnded(stage) ? [say.clear(SUBJECT)] : [];
});

/** The companies of a run whose rows are gone are counted by the stage alone. */
function missingLeads(stage: StageSnapshot | null) {
  const refused = Math.max(stage?.undone.failed ?? 0, stage?.countError ?? 0);
  const notTried = stage?.undone.notTried ?? 0;
  return { refused, notTried, missing: refused + notTried };
}

function countedLeads(count: number): string {
  return counted(count, "lead");
}
