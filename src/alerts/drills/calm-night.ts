import type { Stage } from "../../entities/stage-table.ts";
import type { RunSnapshot, StageSnapshot, VendorSnapshot } from "../rulebook/rule.ts";

const MINUTE_MS = 60_000;

/** A full scheduled night that ended well a minute ago: no rule fires on it. */
export function calmNight(now: Date): RunSnapshot {
  return {
    tenantId: "drill",
    run: {
      runId: "00000000-0000-4000-8000-000000000000",
      status: "succeeded",
      startedAt: new Date(now.getTime() - 41 * MINUTE_MS),
      endedAt: new Date(now.getTime() - MINUTE_MS),
      scheduled: true,
      fullRun: true,
      cap: 1_000,
      candidateFloor: 50,
      odooReady: true,
      odooExpiresAt: null,
    },
    stages: [
      drillStage("mv_refresh", { countTotal: 1, countSuccess: 1 }),
      drillStage("select_targets"),
      drillStage("crawl"),
      drillStage("export_odoo"),
    ],
    vendors: [drillVendor("openai"), drillVendor("lusha")],
    metrics: { candidates_selected: 100, candidates_pre_filter: 120 },
    qa: {
      ...{ passes: 10, fails: 0, needsReview: 0, pending: 0 },
      nights: [[{ passes: 10, fails: 0, inclusionProbability: 0.3 }]],
    },
    reconciled: [],
    serviceLevels: {
      ended: 90,
      failed: 0,
      durationP95Minutes: 40,
      durations: 30,
      crawlSuccessP50: 0.9,
      crawls: 30,
      businessEmailP50: 0.6,
      businessEmails: 30,
    },
    thresholds: {},
    now,
  };
}

/** A stage that succeeded for 100 of 100 companies, except for `changes`. */
export function drillStage(stage: Stage, changes: Partial<StageSnapshot> = {}): StageSnapshot {
  return {
    stage,
    status: "succeeded",
    countTotal: 100,
    countSuccess: 100,
    countError: 0,
    countBlocked: 0,
    countSkipped: 0,
    p95Ms: 900,
    startedAt: null,
    endedAt: null,
    topErrors: [],
    undone: { failed: 0, notTried: 0 },
    ...changes,
  };
}

/** A hundred successful calls to a vendor, except for `changes`. */
export function drillVendor(vendor: string, changes: Partial<VendorSnapshot> = {}): VendorSnapshot {
  return {
    vendor,
    calls: 100,
    errors: 0,
    rateLimitHits: 0,
    quotaExhausted: false,
    costUsd: 0.1,
    unpricedCalls: 0,
    ...changes,
  };
}
