import type { StageStatus } from "../../entities/vocabulary.ts";

/** How many companies had each outcome in a stage. */
export interface StageTotals {
  readonly success: number;
  readonly error: number;
  readonly blocked: number;
  readonly skipped: number;
  /** How many of the skipped should have been done (see skip-codes.ts). */
  readonly missed: number;
}

/**
 * How a stage ended:
 *
 * | attempts (success + error)                        | status    |
 * |---------------------------------------------------|-----------|
 * | some, and every one failed                        | failed    |
 * | share of errors above what the stage tolerates    | degraded  |
 * | work left undone (budget, quota, vendor down)     | degraded  |
 * | anything else, nothing to do included             | succeeded |
 */
export function stageVerdict(
  totals: StageTotals,
  toleratedErrorShare: number,
): {
  readonly status: Extract<StageStatus, "succeeded" | "degraded" | "failed">;
  readonly reason: string | null;
} {
  const attempts = totals.success + totals.error;
  if (attempts > 0 && totals.success === 0) {
    return {
      status: "failed",
      reason: `${attempts === 1 ? "the only attempt" : `all ${attempts} attempts`} failed`,
    };
  }
  if (attempts > 0 && totals.error / attempts > toleratedErrorShare) {
    return { status: "degraded", reason: `${totals.error} of ${attempts} attempts failed` };
  }
  if (totals.missed > 0) {
    return {
      status: "degraded",
      reason: `${totals.missed} left out for lack of budget, quota or a working vendor`,
    };
  }
  return { status: "succeeded", reason: null };
}
