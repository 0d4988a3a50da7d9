import { createRule } from "../rulebook/create-rule.ts";
import { counted } from "../rulebook/phrases.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import { hasEnded, stageOf } from "../rulebook/stage-of.ts";

const SUBJECT = "select_targets";

/** A full scheduled night found fewer companies than the tenant expects. */
export const candidateCount = createRule(RULE_TABLE["CC-05"], (snapshot, _limits, say) => {
  const { run, metrics } = snapshot;
  const stage = stageOf(snapshot, "select_targets");
  if (!run.scheduled || !run.fullRun || stage === null || !hasEnded(stage)) return [];
  const selected = metrics["candidates_selected"] ?? null;
  if (selected === null) return [];
  const before = metrics["candidates_pre_filter"] ?? null;
  // A cap below the floor is the tenant's choice, not a shortage.
  const expected = Math.min(run.candidateFloor, run.cap);
  if (selected >= expected) return [say.clear(SUBJECT)];
  const ofHowMany = before === null ? "" : ` of ${counted(before, "candidate")}`;
  return [
    say.fires(SUBJECT, {
      // A night without any company is a night lost.
      ...(selected === 0 ? { severity: "high" } : {}),
      summary: `${counted(selected, "company was", "companies were")} selected${ofHowMany}; at least ${expected} are expected.`,
      loss:
        selected === 0
          ? "This night makes no leads."
          : `${counted(expected - selected, "company", "companies")} fewer than expected can become leads.`,
      begunAt: stage.startedAt ?? undefined,
      facts: {
        runId: run.runId,
        selected,
        candidates: before,
        expected,
        floor: run.candidateFloor,
        cap: run.cap,
      },
    }),
  ];
});
