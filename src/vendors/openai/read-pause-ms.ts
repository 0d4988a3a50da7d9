const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/**
 * How long to pause before calling a model again, by the headers of an answer: until every used-up limit is full again.
 * Undefined if something remains, or if the headers are missing or meaningless (Azure's -1, a limit of 0).
 */
export function readPauseMs(headers: Headers): number | undefined {
  const waits = ["requests", "tokens"].flatMap((unit) => {
    const limit = Number(headers.get(`x-ratelimit-limit-${unit}`) ?? "");
    const isUsedUp = limit > 0 && headers.get(`x-ratelimit-remaining-${unit}`)?.trim() === "0";
    const resetMs = readDurationMs(headers.get(`x-ratelimit-reset-${unit}`) ?? "");
    return isUsedUp && resetMs !== undefined ? [resetMs] : [];
  });
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/** `1s`, `6m0s`, `12ms`, `1h2m3.5s`. */
function readDurationMs(text: string): number | undefined {
  if (!/^(\d{1,9}(\.\d{1,9})?(ms|h|m|s))+$/.test(text)) return undefined;
  const parts = text.matchAll(/(?<![\d.])([\d.]+)(ms|h|m|s)/g);
  return Math.ceil(
    [...parts].reduce((sum, [, count, unit = ""]) => sum + Number(count) * (UNIT_MS[unit] ?? 0), 0),
  );
}
