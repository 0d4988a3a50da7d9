import { VENDOR_TABLE } from "../../entities/vendor-table.ts";
import type { MissingMetric } from "../../entities/vocabulary.ts";
import { usdNumber } from "../../nano-usd.ts";

/** A run's use of one vendor, as in `run_vendor_usage`. */
export interface VendorSpend {
  readonly vendor: string;
  /** Attempts, retries included. */
  readonly calls: number;
  /** Charged calls whose price is unknown; their cost is not in any sum. */
  readonly unpricedCalls: number;
  /** The cost of the calls that have a price. */
  readonly costNanoUsd: bigint;
}

/** The counts from which a run's metrics are computed. */
export interface RunCounts {
  /** Rows of the candidate view before caps and filters. */
  readonly candidatesPreFilter: number;
  /** Companies chosen for this run. */
  readonly candidatesSelected: number;
  /** Companies whose site we set out to crawl: success, error and blocked by robots.txt. */
  readonly crawlAttempted: number;
  readonly crawlSucceeded: number;
  /** The attempted ones for which Tavily's answer was used, whether it was asked in this run or a week ago. */
  readonly tavilyCompanies: number;
  /** Companies whose contacts were looked up: on their site first, then at Lusha. */
  readonly contactCompanies: number;
  /** Companies Lusha was asked about in this run, whether it answered, failed or refused. */
  readonly lushaAsked: number;
  /** Companies whose people were all asked for before, so that its earlier answers are used. */
  readonly lushaCached: number;
  /** Of these and of the ones it answered for, those for which it had a contact. */
  readonly lushaCompaniesFound: number;
  /** Known addresses of the run's companies. */
  readonly emailsTotal: number;
  /** Of these, the ones that ZeroBounce reports as valid. */
  readonly emailsVerified: number;
  /** Companies of the run with at least one verified or unknown address that is not webmail. */
  readonly companiesWithBusinessEmail: number;
  readonly scored: { readonly High: number; readonly Medium: number; readonly Low: number };
  /** Leads delivered to Odoo. */
  readonly exported: number;
  /** Length in characters of each rationale. */
  readonly rationaleLengths: readonly number[];
  readonly vendors: readonly VendorSpend[];
  /** From start to end; null until the run has ended. */
  readonly durationMs: number | null;
}

/** A row of `run_metrics`. */
export interface Metric {
  readonly name: string;
  /** Null if there was nothing to measure: a share of zero items, or an unknown price. */
  readonly value: number | null;
  /** Why there is no value; null if there is one, and for the duration of a run that has not ended. */
  readonly reason: MissingMetric | null;
  /** Null for figures that are not shares. */
  readonly numerator: number | null;
  readonly denominator: number | null;
}

/** The bucket limits of the histogram of rationale lengths, in characters. */
export const RATIONALE_LENGTH_EDGES = [80, 160, 320, 640] as const;

/**
 * The metrics of a run. Counts and sums of nothing are 0; shares of nothing are null. A cost is in US dollars and covers
 * the calls whose cost is known (numerator: these; denominator: all calls). It is null if no price is known; a total is
 * also null if any vendor's cost is, since a partial sum would be taken for the whole.
 */
export function createRunMetrics(counts: RunCounts): Metric[] {
  const { scored, vendors } = counts;
  const scoredTotal = scored.High + scored.Medium + scored.Low;
  return [
    figure("candidates_pre_filter", counts.candidatesPreFilter),
    figure("candidates_selected", counts.candidatesSelected),
    share("crawl_success_rate", counts.crawlSucceeded, counts.crawlAttempted),
    share("tavily_fallback_rate", counts.tavilyCompanies, counts.crawlAttempted),
    figure("lusha_lookups", counts.lushaAsked),
    share("lusha_success_rate", counts.lushaCompaniesFound, counts.lushaAsked + counts.lushaCached),
    share("lusha_fallback_share", counts.lushaAsked + counts.lushaCached, counts.contactCompanies),
    share("verified_email_rate", counts.emailsVerified, counts.emailsTotal),
    share("companies_with_business_email_rate", counts.companiesWithBusinessEmail, counts.candidatesSelected),
    share("bucket_share_high", scored.High, scoredTotal),
    share("bucket_share_medium", scored.Medium, scoredTotal),
    share("bucket_share_low", scored.Low, scoredTotal),
    figure("shortlist_delivered", counts.exported),
    ...rationaleLengthHistogram(counts.rationaleLengths),
    ...createCostMetrics(vendors),
    figure("run_duration_ms", counts.durationMs),
  ];
}

/** The vendor costs of a run: the metrics that may change after its end. */
export function createCostMetrics(vendors: readonly VendorSpend[]): Metric[] {
  const apart = new Set<string>(
    VENDOR_TABLE.flatMap(({ vendor, costsApart }) => (costsApart ? [vendor] : [])),
  );
  // Every vendor gets a cost every night, even if it was not called: a series with gaps looks like a fault.
  const names = new Set([
    ...VENDOR_TABLE.map(({ vendor }) => vendor),
    ...vendors.map(({ vendor }) => vendor),
  ]);
  const others = [...names].filter((name) => !apart.has(name)).sort();
  return [
    ...[...apart, ...others].map((name) =>
      cost(
        `${name}_cost_usd`,
        vendors.filter(({ vendor }) => vendor === name),
      ),
    ),
    cost(
      "vendor_cost_usd",
      vendors.filter(({ vendor }) => !apart.has(vendor)),
    ),
    cost("total_cost_usd", vendors),
    figure(
      "unpriced_calls",
      vendors.reduce((sum, { unpricedCalls }) => sum + unpricedCalls, 0),
    ),
  ];
}

/** The histogram of rationale lengths: `rationale_length_0_79` … `rationale_length_640_up`, each a count and its share. */
function rationaleLengthHistogram(lengths: readonly number[]): Metric[] {
  const lowerEdges = [0, ...RATIONALE_LENGTH_EDGES];
  return lowerEdges.map((from, index) => {
    const below = lowerEdges[index + 1] ?? Number.POSITIVE_INFINITY;
    const inside = lengths.filter((length) => length >= from && length < below).length;
    const name = `rationale_length_${from}_${Number.isFinite(below) ? below - 1 : "up"}`;
    return { name, value: inside, reason: null, numerator: inside, denominator: lengths.length };
  });
}

function figure(name: string, value: number | null): Metric {
  return { name, value, reason: null, numerator: null, denominator: null };
}

function share(name: string, numerator: number, denominator: number): Metric {
  return denominator === 0
    ? { name, value: null, reason: "nothing_asked", numerator, denominator }
    : { name, value: numerator / denominator, reason: null, numerator, denominator };
}

function cost(name: string, spends: readonly VendorSpend[]): Metric {
  const calls = spends.reduce((sum, spend) => sum + spend.calls, 0);
  const unpriced = spends.reduce((sum, spend) => sum + spend.unpricedCalls, 0);
  const isUnknown = spends.some((spend) => spend.unpricedCalls > 0 && spend.costNanoUsd === 0n);
  const total = spends.reduce((sum, spend) => sum + spend.costNanoUsd, 0n);
  return {
    name,
    value: isUnknown ? null : usdNumber(total),
    reason: isUnknown ? "price_unknown" : null,
    numerator: calls - unpriced,
    denominator: calls,
  };
}
