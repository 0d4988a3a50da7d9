import type { Stage } from "../entities/stage-table.ts";
import type { VendorName } from "../entities/vendor-table.ts";
import type {
  AlertKind,
  CauseEvidence,
  CodeCount,
  ElsewhereFacts,
  NightFacts,
  SiteFacts,
  Source,
  StageFacts,
  VendorFacts,
} from "./cause-evidence.ts";
import type { Point } from "./hypothesis.ts";

/** What a source says; null if it is missing. */
export function known<Value>(source: Source<Value>): Value | null {
  return "value" in source ? source.value : null;
}

/** How often any of these codes is there. */
export function countOf(counts: readonly CodeCount[], ...codes: readonly string[]): number {
  return counts.reduce((sum, { code, count }) => sum + (codes.includes(code) ? count : 0), 0);
}

/** How many there are in all. */
export function totalOf(counts: readonly CodeCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

/** Which part of a whole; 0 of nothing. */
export function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** 0.254 is "25 %". */
export function percentText(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** "1 company", "3 companies". */
export function countedText(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function stageIn(night: NightFacts | null, stage: Stage): StageFacts | null {
  return night?.stages.find((one) => one.stage === stage) ?? null;
}

/** The vendor an alert is about, or that an alert's stage asks. */
export function vendorIn({ night, subject }: CauseEvidence): VendorFacts | null {
  const name = VENDOR_OF_STAGE[subject] ?? subject;
  return known(night)?.vendors.find(({ vendor }) => vendor === name) ?? null;
}

const VENDOR_OF_STAGE: Readonly<Record<string, VendorName>> = {
  tavily: "tavily",
  extract: "openai",
  lusha: "lusha",
  zerobounce: "zerobounce",
  export_odoo: "odoo",
};

/** Nothing known about sites. */
export const NO_SITES: SiteFacts = {
  tried: 0,
  failed: 0,
  readBefore: 0,
  imported: 0,
  endings: [],
  statuses: [],
};

/** The ending of domains of which most failed, if enough sites have it. */
export function worstEnding(sites: SiteFacts | null): SiteFacts["endings"][number] | null {
  const enough = (sites?.endings ?? []).filter(({ failed }) => failed >= 3);
  return enough.toSorted((one, other) => other.failed - one.failed)[0] ?? null;
}

/** What other tenants' crawls say about our own network. */
export function othersCrawl(elsewhere: ElsewhereFacts | null): Point[] {
  if (elsewhere === null || elsewhere.crawling === 0) return [];
  const { crawling, crawlFailing } = elsewhere;
  return crawlFailing > 0
    ? [{ weight: 0.3, says: `${countedText(crawlFailing, "other tenant")} of ${crawling} met the same` }]
    : [{ weight: -0.45, says: `${countedText(crawling, "other tenant")} crawled without trouble` }];
}

/** Settings of a night that may cause an alert of a kind. */
export const SETTINGS_OF: Readonly<Partial<Record<AlertKind, readonly string[]>>> = {
  crawl: ["version", "companyConcurrency"],
  vendor: ["openaiModel", "companyConcurrency", "version", "budgets"],
  candidates: ["cap", "candidateFloor", "skip", "version"],
  quality: ["openaiModel", "openaiFallbackModel", "version"],
  run: ["version", "skip", "only"],
  odoo: ["version", "forceExport"],
};
