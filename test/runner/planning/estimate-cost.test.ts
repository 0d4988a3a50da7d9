import { expect } from "chai";
import { VENDOR_TABLE, type VendorName } from "../../../src/entities/vendor-table.ts";
import { createPriceCharge } from "../../../src/observability/costs/price-charge.ts";
import { estimateVendor } from "../../../src/runner/planning/estimate-cost.ts";

describe("the estimate of a stage from the last nights", () => {
  const estimate = (nights: readonly (readonly [calls: number, nanoUsd: number | null])[]) =>
    estimateVendor("tavily", 10, {
      ratios: nights.map(([callsPerCompany, nanoUsdPerCompany]) => ({
        vendor: "tavily",
        callsPerCompany,
        nanoUsdPerCompany,
        tokensPerCall: null,
      })),
      price: () => ({ nanoUsd: null, priceCardId: null }),
      model: "gpt-5-mini",
      at: new Date(0),
      mostCalls: 1_000,
      mostTokens: Number.POSITIVE_INFINITY,
    });

  it("spreads from a night that asked for nothing to the dearest", () => {
    const { calls, costUsd } = estimate([
      [0, 0],
      [1, 8_000_000],
    ]);
    expect(calls).to.deep.equal({ low: 0, expected: 5, high: 10 });
    expect(costUsd).to.deep.equal({ low: 0, expected: 0.04, high: 0.08 });
  });

  describe("before there is any", () => {
    const first = (vendor: VendorName, companies: number, mostCalls = 1_000_000) =>
      estimateVendor(vendor, companies, {
        ratios: [],
        price: createPriceCharge(),
        model: "gpt-5-mini",
        at: new Date("2026-11-22T00:00:00Z"),
        mostCalls,
        mostTokens: Number.POSITIVE_INFINITY,
      });

    for (const { vendor } of VENDOR_TABLE)
      it(`expects what a usual night takes of ${vendor}, which is not the most it may take`, () => {
        const { calls, costUsd, basis } = first(vendor, 100);
        expect(basis).to.equal("assumption");
        expect(calls.low).to.equal(0);
        expect(calls.expected).to.be.greaterThan(0).and.at.most(calls.high);
        expect(costUsd?.low).to.equal(0);
        if (vendor !== "odoo")
          expect(costUsd?.expected)
            .to.be.greaterThan(0)
            .and.lessThan(costUsd?.high ?? 0);
      });

    it("asks for no more than the budget lets through", () => {
      expect(first("zerobounce", 100, 150).calls).to.deep.equal({ low: 0, expected: 150, high: 150 });
      expect(first("tavily", 100, 0)).to.deep.include({ costUsd: { low: 0, expected: 0, high: 0 } });
    });
  });

  it("has no cost where the calls had no price, whatever nights there were without any", () => {
    expect(estimate([[1, null]]).costUsd).to.equal(null);
    expect(
      estimate([
        [0, 0],
        [1, null],
      ]).costUsd,
    ).to.equal(null);
  });
});
