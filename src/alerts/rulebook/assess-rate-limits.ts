import type { Say } from "./create-rule.ts";
import { percent } from "./phrases.ts";
import type { Assessment, RunSnapshot, VendorSnapshot } from "./rule.ts";

/** The limits of a rate-limit rule. */
export interface RateLimitLimits {
  readonly limitedRatio: number;
  readonly minimumCalls: number;
}

/**
 * Judges what share of each vendor's calls is answered with 429; a single one that a retry fixed is not news. A night that
 * had nothing to ask a vendor says so, which ends an open alert.
 */
export function assessRateLimits(
  snapshot: RunSnapshot,
  vendors: readonly string[],
  limits: RateLimitLimits,
  say: Say,
): Assessment[] {
  const { run } = snapshot;
  return vendors.flatMap((vendor) => {
    const usage = snapshot.vendors.find((known) => known.vendor === vendor);
    if (usage !== undefined) return assessVendor(snapshot, usage, limits, say);
    // A rerun of a few stages is not a night.
    if (run.endedAt === null || !run.fullRun) return [];
    const summary = `${vendor} was not called, so there is nothing to judge by.`;
    return say.noData(vendor, { summary, facts: { runId: run.runId, vendor, calls: 0 } });
  });
}

function assessVendor(
  { run }: RunSnapshot,
  { vendor, calls, rateLimitHits, quotaExhausted }: VendorSnapshot,
  { limitedRatio, minimumCalls }: RateLimitLimits,
  say: Say,
): Assessment[] {
  // An exhausted quota often answers 429 too: VQ-03 reports that.
  if (quotaExhausted) return [];
  if (calls === 0 || calls < minimumCalls) {
    if (run.endedAt === null) return [];
    const summary = `${vendor} was called ${calls} times, too few to judge by.`;
    return say.noData(vendor, { summary, facts: { runId: run.runId, vendor, calls, minimumCalls } });
  }
  const ratio = rateLimitHits / calls;
  if (ratio <= limitedRatio) return run.endedAt === null ? [] : [say.clear(vendor)];
  return [
    say.fires(vendor, {
      summary: `${vendor} answered ${rateLimitHits} of ${calls} calls with "too many requests" (${percent(ratio)}, limit ${percent(limitedRatio)}).`,
      facts: { runId: run.runId, vendor, calls, rateLimitHits, ratio, limit: limitedRatio },
    }),
  ];
}
