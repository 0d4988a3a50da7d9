import type { Stage } from "../../entities/stage-table.ts";
import type { StageStatus } from "../../entities/vocabulary.ts";
import type { RunSnapshot, StageSnapshot } from "./rule.ts";

const ENDED: readonly StageStatus[] = ["succeeded", "degraded", "failed"];

/** A stage's figures, or null when it has not begun or was left out. */
export function stageOf({ stages }: RunSnapshot, name: Stage): StageSnapshot | null {
  const stage = stages.find(({ stage }) => stage === name);
  return stage === undefined || stage.status === "pending" || stage.status === "skipped" ? null : stage;
}

/** Whether a stage has run to its end, well or not: only then can its figures end an alert. */
export function hasEnded({ status }: StageSnapshot): boolean {
  return ENDED.includes(status);
}
