import { createHash } from "node:crypto";

/** Draws a number in [0, 1). */
export type Random = () => number;

export const systemRandom: Random = Math.random;

/**
 * A reproducible position in [0, 1) for `item` under `seed`: the same pair always has the same position, so
 * ordering by it is a repeatable shuffle (used for QA samples instead of `ORDER BY random()`).
 */
export function seededPosition(seed: string, item: string): number {
  const digest = createHash("sha256").update(seed).update("\0").update(item).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}
