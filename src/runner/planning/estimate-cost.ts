import type { Charge } from "../../charge.ts";
import type { Stage } from "../../entities/stage-table.ts";
import { type VendorName, vendorRow } from "../../entities/vendor-table.ts";
import type { PriceCharge } from "../../observability/costs/price-charge.ts";
import type { VendorRatio } from "./dry-run-store.ts";

/** A figure with its range. */
export interface Range {
  readonly low: number;
  readonly expected: number;
  readonly high: number;
}

/** What a stage would ask of its vendor, and what that would cost. */
export interface StageEstimate {
  readonly stage: Stage;
  readonly vendor: VendorName;
  readonly calls: Range;
  /** Dollars; null when there is no price. */
  readonly costUsd: Range | null;
  /** `history`: based on the tenant's last runs. `assumption`: a first run, every company looked up once, nothing cached. */
  readonly basis: "history" | "assumption";
}

/** Tokens per extraction: instructions and the text of a few pages in, a completed form out. */
const ASSUMED_TOKENS = { inputTokens: 4_000, cachedInputTokens: 0, outputTokens: 800 };
/** How many calls a first run makes per company, and the charge of each: the most that a stage asks for (src/runner/stages). */
const ASSUMED: Readonly<
  Record<VendorName, { readonly calls: number; readonly charge: (model: string) => Charge }>
> = {
  tavily: { calls: 1, charge: () => ({ unit: "credit", quantity: 1 }) },
  openai: { calls: 1, charge: (model) => ({ unit: "token", model, ...ASSUMED_TOKENS }) },
  lusha: { calls: 1, charge: () => ({ unit: "credit", quantity: 2 }) },
  zerobounce: { calls: 3, charge: () => ({ unit: "credit", quantity: 1 }) },
  odoo: { calls: 4, charge: () => ({ unit: "none" }) },
};

/** Estimates a stage that calls a vendor for `companies`; `mostCalls` and `mostTokens` are what the budgets allow. */
export function estimateVendor(
  vendor: VendorName,
  companies: number,
  facts: {
    readonly ratios: readonly VendorRatio[];
    readonly price: PriceCharge;
    readonly model: string;
    readonly at: Date;
    readonly mostCalls: number;
    readonly mostTokens: number;
  },
): StageEstimate {
  const { stage } = vendorRow(vendor);
  const known = facts.ratios.filter((ratio) => ratio.vendor === vendor);
  const mostCalls = Math.min(facts.mostCalls, Math.floor(facts.mostTokens / tokensPerCall(known)));
  const bounded = (calls: number) => Math.min(Math.round(calls), mostCalls);
  if (known.length > 0) {
    const calls = spread(known.map(({ callsPerCompany }) => callsPerCompany * companies));
    const priced = known.flatMap(({ nanoUsdPerCompany: nanoUsd }) => (nanoUsd === null ? [] : [nanoUsd]));
    // Nights that asked for nothing cost nothing, which tells us nothing about the price.
    const isUnpriced = priced.length < known.length && priced.every((nanoUsd) => nanoUsd === 0);
    const cost = isUnpriced ? null : spread(priced.map((nanoUsd) => (nanoUsd * companies) / 1e9));
    // Calls beyond the budget are not made, so they cost nothing.
    const share = (value: number) => (value > 0 ? bounded(value) / value : 1);
    return {
      stage,
      vendor,
      calls: { low: bounded(calls.low), expected: bounded(calls.expected), high: bounded(calls.high) },
      costUsd: cost && {
        low: cost.low * Math.min(1, share(calls.low)),
        expected: cost.expected * Math.min(1, share(calls.expected)),
        high: cost.high * Math.min(1, share(calls.high)),
      },
      basis: "history",
    };
  }
  const assumed = ASSUMED[vendor];
  const most = bounded(assumed.calls * companies);
  const { nanoUsd } = facts.price(vendor, assumed.charge(facts.model), facts.at);
  const usd = nanoUsd === null ? null : (Number(nanoUsd) * most) / 1e9;
  return {
    stage,
    vendor,
    calls: { low: 0, expected: most, high: most },
    costUsd: usd === null ? null : { low: 0, expected: usd, high: usd },
    basis: "assumption",
  };
}

function tokensPerCall(known: readonly VendorRatio[]): number {
  const measured = known.flatMap(({ tokensPerCall: tokens }) => tokens ?? []);
  return measured.length > 0
    ? spread(measured).expected
    : ASSUMED_TOKENS.inputTokens + ASSUMED_TOKENS.outputTokens;
}

function spread(values: readonly number[]): Range {
  return {
    low: Math.min(...values),
    expected: values.reduce((sum, value) => sum + value, 0) / values.length,
    high: Math.max(...values),
  };
}
