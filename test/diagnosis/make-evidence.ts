import type {
  CauseEvidence,
  NightFacts,
  SiteFacts,
  StageFacts,
  VendorFacts,
} from "../../src/diagnosis/cause-evidence.ts";

/** A night on which all went well, but for what is given. */
export function makeNight(changes: Partial<NightFacts> = {}): NightFacts {
  return {
    startedAt: new Date("2026-11-29T01:00:00Z"),
    status: "succeeded",
    statusReason: null,
    costUsd: 3,
    settings: { version: "0.1.0", openaiModel: "gpt-5-mini", cap: "100" },
    stages: [
      makeStage({ stage: "mv_refresh", success: 1 }),
      makeStage({ stage: "select_targets", success: 1 }),
      makeStage({ stage: "crawl", success: 92, error: 8, errors: [{ code: "http_4xx", count: 8 }] }),
      makeStage({ stage: "export_odoo", success: 40 }),
    ],
    vendors: [
      makeVendor({ vendor: "openai" }),
      makeVendor({ vendor: "lusha" }),
      makeVendor({ vendor: "zerobounce" }),
    ],
    ...changes,
  };
}

export function makeStage(changes: Partial<StageFacts> & Pick<StageFacts, "stage">): StageFacts {
  return {
    status: "succeeded",
    reason: null,
    success: 0,
    error: 0,
    blocked: 0,
    errors: [],
    skips: [],
    ...changes,
  };
}

export function makeVendor(changes: Partial<VendorFacts> & Pick<VendorFacts, "vendor">): VendorFacts {
  return { calls: 100, errors: [], quotaExhausted: false, ...changes };
}

/** A night with these failures of the crawl, of 100 sites. */
export function crawlNight(codes: Readonly<Record<string, number>>, blocked = 0): NightFacts {
  const errors = Object.entries(codes).map(([code, count]) => ({ code, count }));
  const error = errors.reduce((sum, { count }) => sum + count, 0);
  const crawl = makeStage({ stage: "crawl", success: 100 - error - blocked, error, blocked, errors });
  return makeNight({ stages: [...makeNight().stages.filter(({ stage }) => stage !== "crawl"), crawl] });
}

/** Sites of three endings, of which these failed. */
export function makeSites(changes: Partial<SiteFacts> = {}): SiteFacts {
  return {
    tried: 100,
    failed: 8,
    readBefore: 2,
    imported: 0,
    endings: [
      { ending: "com", tried: 50, failed: 4 },
      { ending: "sg", tried: 30, failed: 2 },
      { ending: "de", tried: 20, failed: 2 },
    ],
    statuses: [],
    ...changes,
  };
}

/** CauseEvidence about an alert on a crawl, with everything known, but for what is given. */
export function makeEvidence(changes: Partial<CauseEvidence> = {}): CauseEvidence {
  return {
    kind: "crawl",
    subject: "crawl",
    isOver: false,
    night: { value: makeNight() },
    lastGood: { value: makeNight() },
    earlierShares: { value: [0.07, 0.09, 0.06, 0.08] },
    sites: { value: makeSites() },
    elsewhere: { value: { tenants: 2, crawling: 2, crawlFailing: 0, vendors: {} } },
    changes: { value: { imported: 0, settings: [], actions: [] } },
    probes: { value: { breached: [], runnerSilentMinutes: 0 } },
    agent: { missing: "it is about no agent" },
    odooKeyDays: { value: 60 },
    ...changes,
  };
}
