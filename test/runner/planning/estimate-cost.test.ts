import { expect } from "chai";
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
