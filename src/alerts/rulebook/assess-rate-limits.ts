import { VENDOR_TABLE } from "../../entities/vendor-table.ts";
import type { Say } from "./create-rule.ts";
import { counted, percent } from "./phrases.ts";
import type { Assessment, RunSnapshot, StageSnapshot, VendorSnapshot } from "./rule.ts";
import { stageOf } from "./stage-of.ts";

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
    const loss = "Nothing is lost.";
    return say.noData(vendor, { summary, loss, facts: { runId: run.runId, vendor, calls: 0 } });
  });
}

function assessVendor(
  snapshot: RunSnapshot,
  { vendor, calls, rateLimitHits, quotaExhausted }: VendorSnapshot,
  { limitedRatio, minimumCalls }: RateLimitLimits,
  say: Say,
): Assessment[] {
  const { run } = snapshot;
  // An exhausted quota often answers 429 too: VQ-03 reports that.
  if (quotaExhausted) return [];
  if (calls === 0 || calls < minimumCalls) {
    if (run.endedAt === null) return [];
    const summary = `${vendor} was called ${calls} times, too few to judge by.`;
    const loss = "Nothing is known to be lost.";
    return say.noData(vendor, { summary, loss, facts: { runId: run.runId, vendor, calls, minimumCalls } });
  }
  const ratio = rateLimitHits / calls;
  if (ratio <= limitedRatio) return run.endedAt === null ? [] : [say.clear(vendor)];
  return [
    say.fires(vendor, {
      summary: `${vendor} answered ${rateLimitHits} of ${calls} calls with "too many requests" (${percent(ratio)}, limit ${percent(limitedRatio)}).`,
      loss: lossOf(snapshot, vendor),
      begunAt: stageOfVendor(snapshot, vendor)?.startedAt ?? undefined,
      facts: { runId: run.runId, vendor, calls, rateLimitHits, ratio, limit: limitedRatio },
    }),
  ];
}

function stageOfVendor(snapshot: RunSnapshot, vendor: string): StageSnapshot | null {
  const row = VENDOR_TABLE.find((known) => known.vendor === vendor);
  return row === undefined ? null : stageOf(snapshot, row.stage);
}

/** The companies that retries did not help, over reruns. */
function lossOf(snapshot: RunSnapshot, vendor: string): string {
  const undone = stageOfVendor(snapshot, vendor)?.undone ?? { failed: 0, notTried: 0 };
  const without = undone.failed + undone.notTried;
  const gives = VENDOR_TABLE.find((known) => known.vendor === vendor)?.gives ?? "an answer";
  return without === 0
    ? `No company went without ${gives} so far: retries get through, and the night takes longer.`
    : `${counted(without, "company", "companies")} went without ${gives}.`;
}
