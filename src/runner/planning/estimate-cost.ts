import type { Charge } from "../../charge.ts";
import type { Stage } from "../../entities/stage-table.ts";
import { type VendorName, vendorRow } from "../../entities/vendor-table.ts";
import { usdNumber } from "../../nano-usd.ts";
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
  /** `history`: based on the tenant's last runs. `assumption`: a first run, which asks for what the demo's did; at most, for all there is. */
  readonly basis: "history" | "assumption";
}

/** What a first run asks of a vendor per company. */
interface FirstNight {
  /** What the demo's 120 companies took in their first night, and the charge of one call. */
  readonly usual: Calls;
  /** The most that a stage asks for (src/runner/stages), with nothing cached. */
  readonly most: Calls;
}

interface Calls {
  readonly calls: number;
  /** The charge of one credit or one call; `quantity` of them are charged per call. */
  readonly charge: (model: string) => Charge;
  readonly quantity: number;
}

const credit = (): Charge => ({ unit: "credit", quantity: 1 });
const free = (): Charge => ({ unit: "none" });
const tokens =
  (inputTokens: number, outputTokens: number) =>
  (model: string): Charge => ({ unit: "token", model, inputTokens, cachedInputTokens: 0, outputTokens });
/** Tokens per extraction: instructions and the text of a few pages in, a completed form out. */
const MOST_TOKENS = { input: 4_000, output: 800 };

const FIRST_NIGHT: Readonly<Record<VendorName, FirstNight>> = {
  tavily: {
    usual: { calls: 0.43, charge: credit, quantity: 1 },
    most: { calls: 1, charge: credit, quantity: 1 },
  },
  openai: {
    usual: { calls: 1, charge: tokens(840, 195), quantity: 1 },
    most: { calls: 1, charge: tokens(MOST_TOKENS.input, MOST_TOKENS.output), quantity: 1 },
  },
  lusha: {
    usual: { calls: 0.36, charge: credit, quantity: 1.2 },
    most: { calls: 1, charge: credit, quantity: 2 },
  },
  zerobounce: {
    usual: { calls: 2, charge: credit, quantity: 0.9 },
    most: { calls: 3, charge: credit, quantity: 1 },
  },
  odoo: {
    usual: { calls: 7, charge: free, quantity: 0 },
    most: { calls: 14, charge: free, quantity: 0 },
  },
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
    const cost = isUnpriced ? null : spread(priced.map((nanoUsd) => usdNumber(nanoUsd * companies)));
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
  const { usual, most } = FIRST_NIGHT[vendor];
  const cost = ({ charge, quantity }: Calls, calls: number) => {
    const { nanoUsd } = facts.price(vendor, charge(facts.model), facts.at);
    return nanoUsd === null ? null : usdNumber(Number(nanoUsd) * quantity * calls);
  };
  const calls = { low: 0, expected: bounded(usual.calls * companies), high: bounded(most.calls * companies) };
  const [expected, high] = [cost(usual, calls.expected), cost(most, calls.high)];
  return {
    stage,
    vendor,
    calls,
    costUsd: expected === null || high === null ? null : { low: 0, expected, high },
    basis: "assumption",
  };
}

function tokensPerCall(known: readonly VendorRatio[]): number {
  const measured = known.flatMap(({ tokensPerCall: tokens }) => tokens ?? []);
  return measured.length > 0 ? spread(measured).expected : MOST_TOKENS.input + MOST_TOKENS.output;
}

function spread(values: readonly number[]): Range {
  return {
    low: Math.min(...values),
    expected: values.reduce((sum, value) => sum + value, 0) / values.length,
    high: Math.max(...values),
  };
}
