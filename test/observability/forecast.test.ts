import { expect } from "chai";
import fc from "fast-check";
import { forecastCost, type StageSpend } from "../../src/observability/forecast.ts";

const stage = (given: Partial<StageSpend>): StageSpend => ({
  stage: "lusha",
  hasEnded: false,
  companies: 100,
  finished: 0,
  cost: 0,
  costSquared: 0,
  isUnpriced: false,
  earlier: [],
  ...given,
});

describe("the forecast of a run's cost", () => {
  it("carries the rate of the finished companies on to the others", () => {
    // Ten companies at exactly 5: the ninety to come at 5 as well, and nothing scatters.
    const forecast = forecastCost([stage({ finished: 10, cost: 50, costSquared: 250 })]);
    expect(forecast).to.deep.equal({
      spentNanoUsd: 50n,
      expectedNanoUsd: 500n,
      lowNanoUsd: 500n,
      highNanoUsd: 500n,
      unknownStages: [],
    });
  });

  it("is as wide as the companies scatter", () => {
    // Five at 0 and five at 10: variance 250/9, ninety to come: 1.96 * sqrt(250/9 * 90 * 10) = 309.9.
    const forecast = forecastCost([stage({ finished: 10, cost: 50, costSquared: 500 })]);
    expect(forecast).to.include({ expectedNanoUsd: 500n, lowNanoUsd: 190n, highNanoUsd: 810n });
  });

  it("takes earlier nights for a stage that has hardly begun, from the cheapest to the dearest", () => {
    const forecast = forecastCost([
      stage({ finished: 4, cost: 400, costSquared: 40_000, earlier: [1, 3, 5] }),
    ]);
    expect(forecast).to.include({
      spentNanoUsd: 400n,
      expectedNanoUsd: 688n,
      lowNanoUsd: 496n,
      highNanoUsd: 880n,
    });
  });

  it("says of which stages it knows nothing", () => {
    const forecast = forecastCost([stage({}), stage({ stage: "tavily", earlier: [2] })]);
    expect(forecast).to.deep.include({ unknownStages: ["lusha"], expectedNanoUsd: 200n });
  });

  it("knows nothing of a stage whose calls have no price, under way or ended", () => {
    const forecast = forecastCost([
      stage({ isUnpriced: true, finished: 50 }),
      stage({ stage: "extract", isUnpriced: true, hasEnded: true, cost: 7, earlier: [2] }),
    ]);
    expect(forecast).to.deep.include({
      unknownStages: ["lusha", "extract"],
      spentNanoUsd: 7n,
      expectedNanoUsd: 7n,
    });
  });

  it("expects nothing more of what has ended", () => {
    const forecast = forecastCost([stage({ hasEnded: true, finished: 60, cost: 60, costSquared: 60 })]);
    expect(forecast).to.include({ spentNanoUsd: 60n, expectedNanoUsd: 60n, highNanoUsd: 60n });
  });

  it("is always in order: spent, low, expected, high", () => {
    const costs = fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { maxLength: 30 });
    const any = fc.record({
      costs,
      extra: fc.nat(1_000),
      hasEnded: fc.boolean(),
      earlier: fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 4 }), (drawn) => {
        const { spentNanoUsd, lowNanoUsd, expectedNanoUsd, highNanoUsd } = forecastCost(
          drawn.map((one) =>
            stage({
              hasEnded: one.hasEnded,
              earlier: one.earlier,
              finished: one.costs.length,
              companies: one.costs.length + one.extra,
              cost: one.costs.reduce((sum, cost) => sum + cost, 0),
              costSquared: one.costs.reduce((sum, cost) => sum + cost * cost, 0),
            }),
          ),
        );
        expect(spentNanoUsd <= lowNanoUsd).to.equal(true);
        expect(lowNanoUsd <= expectedNanoUsd + 1n).to.equal(true);
        expect(expectedNanoUsd <= highNanoUsd + 1n).to.equal(true);
      }),
    );
  });
});
