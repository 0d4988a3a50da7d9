import type {
  RunSnapshot,
  ServiceLevels,
  StageSnapshot,
  VendorSnapshot,
} from "../../src/alerts/rulebook/rule.ts";
import type { Stage } from "../../src/entities/stage-table.ts";

export const STARTED_AT = new Date("2026-11-21T17:00:00Z");

/** A moment so many minutes after the run of `makeSnapshot` began. */
export function minutesIn(minutes: number): Date {
  return new Date(STARTED_AT.getTime() + minutes * 60_000);
}

/** A tenant without a night so far. */
export const NO_NIGHTS: ServiceLevels = {
  ended: 0,
  failed: 0,
  durationP95Minutes: null,
  durations: 0,
  crawlSuccessP50: null,
  crawls: 0,
  businessEmailP50: null,
  businessEmails: 0,
};

type Changes = Partial<Omit<RunSnapshot, "run">> & { readonly run?: Partial<RunSnapshot["run"]> };

/** A full scheduled night that ended well after 40 minutes, with every stage and nothing wrong, but for the changes. */
export function makeSnapshot({ run, ...changes }: Changes = {}): RunSnapshot {
  return {
    tenantId: "acme",
    run: {
      runId: "0f8fad5b-d9cb-469f-a165-70867728950e",
      status: "succeeded",
      startedAt: STARTED_AT,
      endedAt: minutesIn(40),
      scheduled: true,
      fullRun: true,
      cap: 1000,
      candidateFloor: 50,
      odooReady: true,
      odooExpiresAt: null,
      ...run,
    },
    stages: [
      makeStage("mv_refresh", { countTotal: 1, countSuccess: 1 }),
      makeStage("select_targets"),
      makeStage("crawl"),
      makeStage("export_odoo"),
    ],
    vendors: [],
    metrics: { candidates_selected: 60, candidates_pre_filter: 80 },
    qa: { passes: 0, fails: 0, needsReview: 0, pending: 0, nights: [] },
    reconciled: [],
    serviceLevels: NO_NIGHTS,
    thresholds: {},
    now: minutesIn(41),
    ...changes,
  };
}

/** A stage that succeeded with 60 of 60 companies, but for the changes. */
export function makeStage(stage: Stage, changes: Partial<StageSnapshot> = {}): StageSnapshot {
  return {
    stage,
    status: "succeeded",
    countTotal: 60,
    countSuccess: 60,
    countError: 0,
    countBlocked: 0,
    countSkipped: 0,
    p95Ms: 900,
    startedAt: STARTED_AT,
    endedAt: minutesIn(5),
    topErrors: [],
    undone: { failed: 0, notTried: 0 },
    ...changes,
  };
}

/** A hundred calls to a vendor without trouble, but for the changes. */
export function makeVendor(vendor: string, changes: Partial<VendorSnapshot> = {}): VendorSnapshot {
  return {
    vendor,
    calls: 100,
    errors: 0,
    rateLimitHits: 0,
    quotaExhausted: false,
    costUsd: 0.5,
    unpricedCalls: 0,
    ...changes,
  };
}
