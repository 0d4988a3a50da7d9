import type { Loss, StageSnapshot } from "./rule.ts";

/** A share as people read it: 0.305 -> "30.5 %". */
export function percent(ratio: number): string {
  return `${Number((ratio * 100).toFixed(1))} %`;
}

/** A number with its noun: "1 company", "3 companies". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The most frequent errors of a stage, to end a sentence: "; mostly timeout (12), dns (3)". */
export function mostly({ topErrors }: Pick<StageSnapshot, "topErrors">): string {
  const worst = topErrors.slice(0, 3).map(({ errorCode, count }) => `${errorCode} (${count})`);
  return worst.length === 0 ? "" : `; mostly ${worst.join(", ")}`;
}

/** What happened, and what it costs. */
export function withLoss(summary: string, loss: Loss): string {
  return loss === null ? summary : `${summary} ${loss}`;
}

/** The leads that a night would have made: `usual` is what a usual one brings to Odoo, null where that is not known. */
export function missingLeads(usual: number | null, exported: number): string {
  const missing = usual === null ? null : Math.max(0, usual - exported);
  if (exported > 0 && (missing === null || missing === 0))
    return `${counted(exported, "lead")} reached Odoo all the same.`;
  const but = exported > 0 ? `; ${counted(exported, "lead")} reached Odoo` : "";
  return missing === null || missing === 0
    ? "The night has brought no leads."
    : `About ${counted(missing, "lead is", "leads are")} missing compared with a usual night${but}.`;
}
