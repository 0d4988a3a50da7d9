import { expect } from "chai";
import fc from "fast-check";
import { correctedRate, type JudgedCompanies } from "../../../src/qa/rates/corrected-rate.ts";
import { finiteInterval, type Interval } from "../../../src/qa/rates/pass-rate.ts";
import { seededRandom } from "../../support/seeded-random.ts";

const NIGHTS = 14;
const HIGH = 34;
const SAMPLED = 10;
const WINDOWS = 1_000;

/** How likely a company is to pass all checks, by whether it is good. */
interface Checks {
  readonly good: number;
  readonly bad: number;
}
const TELLING: Checks = { good: 0.95, bad: 0.3 };
const NOISE: Checks = { good: 0.8, bad: 0.8 };

const judged = (isFlawless: boolean, passes: number, fails: number): JudgedCompanies => ({
  ...{ isFlawless, passes, fails },
  inclusionProbability: SAMPLED / HIGH,
});

describe("the rate from verdicts and checks", () => {
  it("moves towards what the checks say of the companies nobody judged", () => {
    const verdicts = [judged(true, 70, 2), judged(false, 4, 24)];
    const rate = (flawless: number) => correctedRate(verdicts, { total: 340, flawless })?.rate ?? Number.NaN;
    expect(rate(300)).to.be.above(rate(245)).and.above(0.8);
    expect(rate(150)).to.be.below(rate(245)).and.below(0.6);
  });

  it("is unknown with fewer than 20 verdicts, and certain when everything was judged", () => {
    expect(correctedRate([judged(true, 18, 1)], { total: 34, flawless: 30 })).to.equal(null);
    expect(correctedRate([judged(true, 18, 2)], { total: 34, flawless: 30 })).not.to.equal(null);
    const all = [judged(true, 16, 0), judged(false, 0, 4)];
    const certain = correctedRate(all, { total: 20, flawless: 16 });
    expect(certain?.rate).to.be.closeTo(0.8, 1e-9);
    expect(certain?.interval).to.deep.equal({ low: certain?.rate, high: certain?.rate });
  });

  it("stays within 0 and 1, and its interval holds it, whatever the verdicts", () => {
    const group = fc.record({
      isFlawless: fc.boolean(),
      inclusionProbability: fc.double({ min: 0.01, max: 1, noNaN: true }),
      passes: fc.nat(60),
      fails: fc.nat(60),
    });
    fc.assert(
      fc.property(fc.array(group, { maxLength: 6 }), fc.nat(500), fc.nat(500), (groups, flawless, others) => {
        const found = correctedRate(groups, { total: flawless + others, flawless });
        if (found === null) return;
        expect(found.rate).to.be.within(0, 1);
        expect(found.interval.low).to.be.within(0, found.rate + 1e-9);
        expect(found.interval.high).to.be.within(found.rate - 1e-9, 1);
      }),
    );
  });

  for (const rate of [0.6, 0.7, 0.8, 0.87, 0.95]) {
    it(`has an interval that holds, and is narrower by a fifth where checks tell, at a true ${rate}`, function () {
      this.timeout(60_000);
      const telling = simulate(rate, TELLING, 1);
      const noise = simulate(rate, NOISE, 2);
      console.log(
        `    true ${rate}: coverage ${percent(telling.coverage)}, width ${percent(telling.width)} of Wilson's; checks that are noise: ${percent(noise.coverage)}, ${percent(noise.width)}`,
      );
      expect(telling.coverage).to.be.at.least(rate === 0.95 ? 0.92 : 0.935);
      if (rate !== 0.95) expect(telling.width).to.be.at.most(0.8);
      expect(noise.width).to.be.at.most(1.05);
    });
  }
});

/** How often the interval of a window holds the true share, and how wide it is beside Wilson's for a finite population. */
function simulate(rate: number, checks: Checks, seed: number): { coverage: number; width: number } {
  const random = seededRandom(seed);
  let covered = 0;
  let width = 0;
  let wilsonWidth = 0;
  for (let window = 0; window < WINDOWS; window += 1) {
    let good = 0;
    let flawless = 0;
    const counts = { flawless: { passes: 0, fails: 0 }, flawed: { passes: 0, fails: 0 } };
    for (let night = 0; night < NIGHTS; night += 1) {
      for (let company = 0; company < HIGH; company += 1) {
        const isGood = random() < rate;
        const isFlawless = random() < (isGood ? checks.good : checks.bad);
        good += Number(isGood);
        flawless += Number(isFlawless);
        if (company < SAMPLED) counts[isFlawless ? "flawless" : "flawed"][isGood ? "passes" : "fails"] += 1;
      }
    }
    const total = NIGHTS * HIGH;
    const found = correctedRate(
      [
        judged(true, counts.flawless.passes, counts.flawless.fails),
        judged(false, counts.flawed.passes, counts.flawed.fails),
      ],
      { total, flawless },
    );
    if (found === null) throw new TypeError("no rate");
    const wilson = finiteInterval(counts.flawless.passes + counts.flawed.passes, NIGHTS * SAMPLED, total);
    const share = good / total;
    if (found.interval.low <= share && share <= found.interval.high) covered += 1;
    width += widthOf(found.interval);
    wilsonWidth += widthOf(wilson);
  }
  return { coverage: covered / WINDOWS, width: width / wilsonWidth };
}

function widthOf({ low, high }: Interval): number {
  return high - low;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
