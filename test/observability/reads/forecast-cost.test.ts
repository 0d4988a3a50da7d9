import { expect } from "chai";
import fc from "fast-check";
import { position } from "../../../demo/town/companies/seeded.ts";
import {
  forecastCost as forecastWithin,
  type StageSpend,
} from "../../../src/observability/reads/forecast-cost.ts";

const forecastCost = (stages: readonly StageSpend[], budget = Number.POSITIVE_INFINITY) =>
  forecastWithin(stages, budget);

/** The figures of a stage whose companies cost this much. */
const seen = (costs: readonly number[]) => ({
  finished: costs.length,
  cost: costs.reduce((sum, cost) => sum + cost, 0),
  costSquared: costs.reduce((sum, cost) => sum + cost * cost, 0),
  dearest: Math.max(0, ...costs),
});

const stage = (given: Partial<StageSpend>): StageSpend => ({
  stage: "lusha",
  hasEnded: false,
  companies: 100,
  finished: 0,
  spent: given.cost ?? 0,
  cost: 0,
  costSquared: 0,
  isUnpriced: false,
  dearest: 0,
  earlier: [],
  ...given,
});

describe("the forecast of a run's cost", () => {
  it("carries the rate of the finished companies on to the others", () => {
    // Ten at 5: the ninety to come at 5 as well. One at 0 and one at 5 besides would make a variance of 2.08, and nine
    // degrees of freedom 2.26 standard deviations: 2.26 * sqrt(2.08 * 90 * 10) = 97.8.
    const forecast = forecastCost([stage(seen(Array.from({ length: 10 }, () => 5)))]);
    expect(forecast).to.deep.equal({
      spentNanoUsd: 50n,
      expectedNanoUsd: 500n,
      lowNanoUsd: 402n,
      highNanoUsd: 598n,
      unknownStages: [],
    });
  });

  it("is as wide as the companies scatter", () => {
    // Five at 0 and five at 10, and one of each besides: variance 300/11; 2.26 * sqrt(300/11 * 90 * 10) = 353.8.
    const forecast = forecastCost([stage(seen([0, 0, 0, 0, 0, 10, 10, 10, 10, 10]))]);
    expect(forecast).to.include({ expectedNanoUsd: 500n, lowNanoUsd: 146n, highNanoUsd: 854n });
  });

  for (const [share, finished] of [
    [0.1, 5],
    [0.1, 20],
    [0.5, 5],
    [0.5, 20],
    [0.9, 5],
    [0.9, 20],
  ] as const) {
    it(`holds nineteen runs in twenty after ${finished} of 60 companies, of which a share of ${share} costs anything`, () => {
      let told = 0;
      let held = 0;
      for (let night = 0; night < 1_000; night += 1) {
        const costs = Array.from({ length: 60 }, (_, place): number =>
          position("cost", night, place) < share ? 1_000 : 0,
        );
        const { lowNanoUsd, highNanoUsd, unknownStages } = forecastCost([
          stage({ ...seen(costs.slice(0, finished)), companies: 60 }),
        ]);
        if (unknownStages.length > 0) continue;
        told += 1;
        const total = costs.reduce((sum, cost) => sum + cost, 0);
        if (lowNanoUsd <= total && total <= highNanoUsd) held += 1;
      }
      expect(told).to.be.above(300);
      expect(held / told).to.be.at.least(0.93);
    });
  }

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

  it("takes what companies in progress have cost for a part of what theirs will be", () => {
    // Ten at 5, and forty paid for companies that are not finished: still 500 in all.
    const ten = seen(Array.from({ length: 10 }, () => 5));
    expect(forecastCost([stage({ ...ten, spent: 90 })])).to.include({
      spentNanoUsd: 90n,
      expectedNanoUsd: 500n,
      lowNanoUsd: 402n,
      highNanoUsd: 598n,
    });
  });

  it("expects no more than the run may spend", () => {
    const ten = [stage(seen(Array.from({ length: 10 }, () => 5)))];
    expect(forecastCost(ten, 450)).to.include({
      lowNanoUsd: 402n,
      expectedNanoUsd: 450n,
      highNanoUsd: 450n,
    });
    expect(forecastCost(ten, 40), "lowered meanwhile").to.include({ spentNanoUsd: 50n, highNanoUsd: 50n });
  });

  it("says of which stages it knows nothing", () => {
    const forecast = forecastCost([stage({}), stage({ stage: "tavily", earlier: [2] })]);
    expect(forecast).to.deep.include({ unknownStages: ["lusha"], expectedNanoUsd: 200n });
  });

  it("knows nothing of a stage whose calls have no price, in progress or ended", () => {
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

  it("knows nothing of a stage in which nothing has cost anything yet, or whose companies are not selected yet", () => {
    const forecast = forecastCost([
      stage({ finished: 20 }),
      stage({ stage: "extract", finished: 20, earlier: [3] }),
      stage({ stage: "tavily", companies: null, earlier: [2] }),
    ]);
    expect(forecast).to.deep.include({ unknownStages: ["lusha", "tavily"], expectedNanoUsd: 240n });
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
              ...seen(one.costs),
              companies: one.costs.length + one.extra,
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
