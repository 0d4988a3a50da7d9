import { createRule } from "../rulebook/create-rule.ts";
import { minutesBetween } from "../rulebook/minutes-between.ts";
import { counted, mostly } from "../rulebook/phrases.ts";
import type { RunSnapshot } from "../rulebook/rule.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import { hasEnded, stageOf } from "../rulebook/stage-of.ts";

const SUBJECT = "mv_refresh";

/** The candidate view was not refreshed: the refresh failed, or did not succeed in time. */
export const viewRefresh = createRule(RULE_TABLE["MV-01"], (snapshot, { deadlineMinutes }, say) => {
  const { run, now } = snapshot;
  const stage = stageOf(snapshot, "mv_refresh");
  const facts = { runId: run.runId, stageStatus: stage?.status ?? null, deadlineMinutes };
  const loss = lossOf(snapshot);

  // A failed first attempt is not news when a later one succeeded: success counts before errors.
  if (stage !== null && hasEnded(stage) && stage.status !== "failed") {
    if (stage.countError === 0 || stage.countSuccess > 0) return [say.clear(SUBJECT)];
  }
  if (stage !== null && (stage.status === "failed" || stage.countError > 0)) {
    const summary = `The refresh of the candidate view failed${mostly(stage)}; the run uses old candidates or none.`;
    return [
      say.fires(SUBJECT, {
        summary,
        loss,
        begunAt: stage.startedAt ?? run.startedAt,
        facts: { ...facts, countError: stage.countError },
      }),
    ];
  }
  if (run.status === "cancelled" || !run.fullRun) return [];
  if (run.endedAt !== null) {
    const summary = `The run ended ${run.status} without a recorded refresh of the candidate view.`;
    return say.noData(SUBJECT, { summary, loss, begunAt: run.startedAt, facts });
  }
  if (minutesBetween(run.startedAt, now) <= deadlineMinutes) return [];
  // Without the minutes waited so far, which would change the card at every evaluation.
  const summary = `More than ${counted(deadlineMinutes, "minute")} after the run's start, the candidate view is still not refreshed.`;
  return say.noData(SUBJECT, { summary, loss, begunAt: run.startedAt, facts });
});

/** What the run makes of old data, or of none. */
function lossOf({ run, metrics }: RunSnapshot): string {
  const selected = metrics["candidates_selected"] ?? null;
  if (selected !== null && selected > 0)
    return `${counted(selected, "company of this run was", "companies of this run were")} chosen by old data.`;
  return run.endedAt === null && selected === null
    ? "No company is worked on until the run has chosen some."
    : "No company was worked on, so the run made no leads.";
}
