import { expect } from "chai";
import fc from "fast-check";
import {
  evidenceAfter,
  evidenceOfFall,
  FALL_ALARM,
  type JudgedNight,
  NO_EVIDENCE,
  totalEvidence,
} from "../../../src/qa/rates/evidence-of-fall.ts";
import { seededRandom } from "../../support/seeded-random.ts";

const TARGET = 0.8;
const NIGHTS = 365;

describe("the evidence of a fall", function () {
  this.timeout(120_000);

  it("is none without nights, grows with fails and shrinks with passes", () => {
    expect(evidenceOfFall([], TARGET)).to.equal(0);
    const night = (passes: number): JudgedNight => [
      { passes, fails: 10 - passes, inclusionProbability: 0.3 },
    ];
    const evidence = [10, 8, 6, 4, 0].map((passes) => evidenceOfFall([night(8), night(passes)], TARGET));
    expect(evidence).to.deep.equal(evidence.toSorted((one, other) => one - other));
    expect(evidenceOfFall([night(4), night(3), night(2)], TARGET)).to.be.at.least(FALL_ALARM);
    expect(evidenceOfFall([night(7), night(7), night(7)], TARGET)).to.be.below(FALL_ALARM);
  });

  it("is an alarm after one night on which nothing passes, not after one on which half do", () => {
    const night = (passes: number) => [[{ passes, fails: 10 - passes, inclusionProbability: 0.3 }]];
    expect(evidenceOfFall(night(0), TARGET)).to.be.at.least(FALL_ALARM);
    expect(evidenceOfFall(night(5), TARGET)).to.be.below(FALL_ALARM);
  });

  it("does not care how likely companies were to be drawn where all were alike, nor about nights without a verdict", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(10), fc.nat(10)), { minLength: 1, maxLength: 20 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (counts, inclusionProbability) => {
          const nights = (probability: number) =>
            counts.map(([passes, fails]) => [{ passes, fails, inclusionProbability: probability }]);
          const evidence = evidenceOfFall(nights(inclusionProbability), TARGET);
          expect(evidence / evidenceOfFall(nights(1), TARGET)).to.be.closeTo(1, 1e-6);
        },
      ),
    );
  });

  it("stays a number from 0 on for any target and any nights", () => {
    const group = fc.record({
      passes: fc.nat(50),
      fails: fc.nat(50),
      inclusionProbability: fc.double({ min: 0.001, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(fc.array(group, { maxLength: 4 }), { maxLength: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (nights, target) => {
          expect(evidenceOfFall(nights, target)).to.be.at.least(0);
        },
      ),
    );
  });

  it("cries wolf in at most 5 % of years at exactly the target, of ten verdicts a night or shifted strata", () => {
    const years = 600;
    const alarms = (night: (random: () => number) => JudgedNight, seed: number) => {
      const random = seededRandom(seed);
      let count = 0;
      for (let year = 0; year < years; year += 1) if (hasAlarm(NIGHTS, () => night(random))) count += 1;
      return count / years;
    };
    const shares = {
      plain: alarms((random) => plainNight(TARGET, random), 1),
      strata: alarms(shiftedNight, 2),
      raw: alarms((random) => unweighted(shiftedNight(random)), 3),
    };
    console.log(
      `    years with a false alarm at exactly ${TARGET}: ${percent(shares.plain)}; half of each sample from a stratum that passes at 60 %: ${percent(shares.strata)}, without weights ${percent(shares.raw)}`,
    );
    expect(shares.plain).to.be.at.most(0.05);
    expect(shares.strata).to.be.at.most(0.05);
    // Weights are what prevents it.
    expect(shares.raw).to.be.at.least(0.9);
  });

  it("finds a fall from 87 % to 65 % within 13 nights, also after 200 good ones", () => {
    const delays = [0, 200].map((good, seed) => {
      const random = seededRandom(10 + seed);
      return median(Array.from({ length: 1_001 }, () => nightsToAlarm(good, random)));
    });
    console.log(
      `    nights until a fall from 87 % to 65 % is found: ${delays.join(" and ")} (median; at once, after 200 good ones)`,
    );
    for (const delay of delays) expect(delay).to.be.at.most(13);
  });
});

function plainNight(rate: number, random: () => number): JudgedNight {
  const passes = binomial(10, rate, random);
  return [{ passes, fails: 10 - passes, inclusionProbability: 10 / 34 }];
}

/** Half of the sample from a fifth of the companies, which passes at 60 %; the others make it 80 % in all. */
function shiftedNight(random: () => number): JudgedNight {
  return [
    { share: 0.2, rate: 0.6 },
    { share: 0.8, rate: 0.85 },
  ].map(({ share, rate }) => {
    const passes = binomial(5, rate, random);
    return { passes, fails: 5 - passes, inclusionProbability: 5 / (share * 40) };
  });
}

function unweighted(night: JudgedNight): JudgedNight {
  return night.map((group) => ({ ...group, inclusionProbability: 1 }));
}

function hasAlarm(count: number, draw: () => JudgedNight): boolean {
  let evidence = NO_EVIDENCE;
  for (let night = 0; night < count; night += 1) {
    evidence = evidenceAfter(evidence, draw(), TARGET);
    if (totalEvidence(evidence) >= FALL_ALARM) return true;
  }
  return false;
}

function nightsToAlarm(goodNights: number, random: () => number): number {
  let evidence = NO_EVIDENCE;
  for (let night = 0; night < goodNights; night += 1) {
    evidence = evidenceAfter(evidence, plainNight(0.87, random), TARGET);
  }
  for (let delay = 1; ; delay += 1) {
    evidence = evidenceAfter(evidence, plainNight(0.65, random), TARGET);
    if (totalEvidence(evidence) >= FALL_ALARM) return delay;
  }
}

function binomial(count: number, rate: number, random: () => number): number {
  let successes = 0;
  for (let index = 0; index < count; index += 1) if (random() < rate) successes += 1;
  return successes;
}

function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
