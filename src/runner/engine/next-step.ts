import type { Stage } from "../../entities/stage-table.ts";
import type { RunStatus, StageStatus } from "../../entities/vocabulary.ts";

/** The state of a stage, as far as the decision needs it. */
export interface StageState {
  readonly stage: Stage;
  readonly status: StageStatus;
  readonly critical: boolean;
  /** Whether it was asked for by name, so that leaving it out must be reported. */
  readonly isNamed: boolean;
  /** Why it ended as it did; null when there is nothing to say. */
  readonly reason: string | null;
}

/** What a run does next. */
export type Step =
  | { readonly step: "start"; readonly stage: Stage }
  | { readonly step: "wait"; readonly stage: Stage }
  | {
      readonly step: "end";
      readonly status: Extract<RunStatus, "succeeded" | "degraded" | "failed">;
      readonly reason: string;
    };

/**
 * The next step of a run from the state of its stages, in pipeline order:
 *
 * | stages                                              | step          |
 * |-----------------------------------------------------|---------------|
 * | a critical one failed                               | end, failed   |
 * | one is running                                      | wait          |
 * | one is pending                                      | start it      |
 * | all ended, every one succeeded or was left out      | end, succeeded|
 * | all ended, at least one degraded or failed          | end, degraded |
 * | all ended, one asked for by name was left out       | end, degraded |
 * | all ended, not one succeeded or degraded            | end, failed   |
 */
export function nextStep(stages: readonly StageState[]): Step {
  const broken = stages.find(({ status, critical }) => critical && status === "failed");
  if (broken !== undefined) {
    return {
      step: "end",
      status: "failed",
      reason: `${broken.stage} failed${inBrackets(broken)}, and nothing after it can be trusted`,
    };
  }
  for (const { stage, status } of stages) {
    if (status === "running") return { step: "wait", stage };
    if (status === "pending") return { step: "start", stage };
  }
  const named = (wanted: StageStatus) =>
    stages.filter(({ status }) => status === wanted).map(({ stage }) => stage);
  const [failed, degraded] = [named("failed"), named("degraded")];
  if (named("succeeded").length + degraded.length === 0) {
    const reason =
      failed.length > 0 ? `nothing succeeded; failed: ${failed.join(", ")}` : "no stage did anything";
    return { step: "end", status: "failed", reason };
  }
  const leftOut = stages.filter(({ status, isNamed }) => isNamed && status === "skipped");
  if (failed.length + degraded.length + leftOut.length > 0) {
    const parts = [
      failed.length > 0 ? `failed: ${failed.join(", ")}` : "",
      degraded.length > 0 ? `degraded: ${degraded.join(", ")}` : "",
      leftOut.length > 0
        ? `left out, though asked for: ${leftOut.map((stage) => `${stage.stage}${inBrackets(stage)}`).join(", ")}`
        : "",
    ].filter((part) => part !== "");
    return { step: "end", status: "degraded", reason: parts.join("; ") };
  }
  return { step: "end", status: "succeeded", reason: "all stages succeeded" };
}

function inBrackets({ reason }: StageState): string {
  return reason === null ? "" : ` (${reason})`;
}
