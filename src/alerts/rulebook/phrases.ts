import type { StageSnapshot } from "./rule.ts";

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
