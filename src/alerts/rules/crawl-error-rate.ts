import { createRule } from "../rulebook/create-rule.ts";
import { counted, mostly, percent } from "../rulebook/phrases.ts";
import type { StageSnapshot } from "../rulebook/rule.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import { hasEnded, stageOf } from "../rulebook/stage-of.ts";

const SUBJECT = "crawl";

/** Too many crawl attempts fail. A site that blocks us by robots.txt is neither an attempt nor an error. */
export const crawlErrorRate = createRule(
  RULE_TABLE["CR-02"],
  (snapshot, { warnRatio, escalateRatio, minimumAttempts }, say) => {
    const stage = stageOf(snapshot, "crawl");
    if (stage === null) return [];
    const attempts = stage.countSuccess + stage.countError;
    if (attempts === 0 || attempts < minimumAttempts) {
      // During a crawl there may be more attempts to come.
      if (!hasEnded(stage)) return [];
      const summary = `Only ${counted(attempts, "crawl attempt was", "crawl attempts were")} made, too few to judge by.`;
      return say.noData(SUBJECT, {
        summary,
        loss: "Nothing is known to be lost.",
        facts: { runId: snapshot.run.runId, attempts, minimumAttempts },
      });
    }
    const errorRatio = stage.countError / attempts;
    if (errorRatio > warnRatio) {
      const isCritical = errorRatio > escalateRatio;
      const limit = isCritical ? escalateRatio : warnRatio;
      return [
        say.fires(SUBJECT, {
          ...(isCritical ? { severity: "critical" } : {}),
          summary: `${stage.countError} of ${attempts} crawl attempts failed (${percent(errorRatio)}, limit ${percent(limit)})${mostly(stage)}.`,
          loss: lossOf(stage),
          begunAt: stage.startedAt ?? undefined,
          facts: {
            runId: snapshot.run.runId,
            attempts,
            errors: stage.countError,
            errorRatio,
            limit,
            blockedByRobots: stage.countBlocked,
            topError: stage.topErrors[0]?.errorCode ?? null,
          },
        }),
      ];
    }
    // During a crawl a low rate may still rise: only a finished crawl clears.
    return hasEnded(stage) ? [say.clear(SUBJECT)] : [];
  },
);

/** Over reruns, so that a rerun of a few companies does not hide the others. */
function lossOf({ undone, countError }: StageSnapshot): string {
  const without = Math.max(undone.failed, countError) + undone.notTried;
  return without === 1
    ? "1 company is scored without the text of its site."
    : `${without} companies are scored without the text of their sites.`;
}
