const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How long to wait before the next attempt after `failures` in a row; `random` (0 to 1) keeps processes from returning together. */
export function socketBackoffMs(failures: number, retryAfterMs: number | null, random: number): number {
  const most = Math.min(FIRST_MS * 2 ** Math.min(failures - 1, 20), LONGEST_MS);
  return Math.max(retryAfterMs ?? 0, most * (0.5 + random / 2));
}
