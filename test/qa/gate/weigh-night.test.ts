import { expect } from "chai";
import fc from "fast-check";
import { TenantPolicy } from "../../../src/config/tenant-policy.ts";
import { nightModel } from "../../../src/qa/gate/night-model.ts";
import { badNightProbability, type NightCounts, weighNight } from "../../../src/qa/gate/weigh-night.ts";
import { seededRandom } from "../../support/seeded-random.ts";

const MODEL = nightModel(TenantPolicy.parse({}).exportGate);

describe("the judgement of a night", function () {
  this.timeout(60_000);

  const counts = (changes: Partial<NightCounts>): NightCounts => ({
    ...{ flawless: 0, flawed: 0, passes: 0, fails: 0, undecided: 0 },
    ...changes,
  });

  it("lets a night leave by its checks alone, and never holds it by them alone", () => {
    expect(weighNight(counts({ flawless: 28, flawed: 6, undecided: 10 }), MODEL)).to.equal("release");
    expect(weighNight(counts({ flawless: 27, flawed: 7, undecided: 10 }), MODEL)).to.equal("ask");
    expect(weighNight(counts({ flawed: 34, undecided: 10 }), MODEL)).to.equal("ask");
    expect(weighNight(counts({ flawed: 33, fails: 1, undecided: 9 }), MODEL)).to.equal("hold");
  });

  it("decides one way or the other once nothing is left to judge", () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), fc.nat(10), fc.nat(10), (flawless, flawed, passes, fails) => {
        const judgement = weighNight(counts({ flawless, flawed, passes, fails }), MODEL);
        if (passes + fails > 0) expect(judgement).not.to.equal("ask");
      }),
    );
  });

  it("is worse for each failed check and each fail, better for each pass, and stays a probability", () => {
    const night = fc.record({
      ...{ flawless: fc.nat(500), flawed: fc.nat(500), passes: fc.nat(50), fails: fc.nat(50) },
      undecided: fc.nat(50),
    });
    fc.assert(
      fc.property(night, (some) => {
        const bad = badNightProbability(some, MODEL);
        expect(bad).to.be.within(0, 1);
        const badWith = (changes: Partial<NightCounts>) =>
          badNightProbability({ ...some, ...changes }, MODEL);
        expect(badWith({ flawed: some.flawed + 1 })).to.be.at.least(bad);
        expect(badWith({ fails: some.fails + 1 })).to.be.at.least(bad);
        expect(badWith({ passes: some.passes + 1 })).to.be.at.most(bad);
        expect(badWith({ flawless: some.flawless + 1 })).to.be.at.most(bad);
      }),
    );
  });

  it("holds bad nights and hardly asks on good ones, in 1,000 seasons of 90 nights", () => {
    const seen = playSeasons(1_000);
    console.log(
      `      bad nights held ${percent(seen.badHeld)}, good nights held or undecided at 09:00 ${percent(seen.goodHeld)}, ` +
        `good nights asked ${percent(seen.goodAsked)}, verdicts on nights that ask: median ${seen.medianVerdicts}, last at 08:0${Math.ceil((seen.mostVerdicts * VERDICT_SECONDS) / 60)}`,
    );
    expect(seen.badHeld).to.be.at.least(0.9);
    expect(seen.goodHeld).to.be.at.most(0.02);
    expect(seen.goodAsked).to.be.at.most(0.1);
    expect(seen.medianVerdicts).to.be.at.most(6);
  });
});

const NIGHTS = 90;
const BAD_NIGHTS = 5;
const HIGH = 34;
const GOOD_COMPANIES = { usual: 30, bad: 20 };
/** How often a good company passes all checks, and a bad one fails one. */
const CHECKS = { goodPasses: 0.95, badFails: 0.7 };
const MOST_VERDICTS = 10;
const VERDICT_SECONDS = 20;
/** From 08:00, when the reviewer begins, to 09:00. */
const HOUR_SECONDS = 3_600;

function playSeasons(seasons: number) {
  const random = seededRandom(21);
  let [badHeld, goodHeld, goodAsked] = [0, 0, 0];
  const verdicts: number[] = [];
  for (let night = 0; night < seasons * NIGHTS; night++) {
    const isBad = night % NIGHTS < BAD_NIGHTS;
    const { judgement, given, asked } = playNight(isBad ? GOOD_COMPANIES.bad : GOOD_COMPANIES.usual, random);
    if (asked) verdicts.push(given);
    if (isBad) badHeld += Number(judgement !== "release");
    else {
      goodHeld += Number(judgement !== "release");
      goodAsked += Number(asked);
    }
  }
  const [bad, good] = [seasons * BAD_NIGHTS, seasons * (NIGHTS - BAD_NIGHTS)];
  verdicts.sort((one, other) => one - other);
  return {
    badHeld: badHeld / bad,
    goodHeld: goodHeld / good,
    goodAsked: goodAsked / good,
    medianVerdicts: verdicts[Math.floor(verdicts.length / 2)] ?? 0,
    mostVerdicts: verdicts.at(-1) ?? 0,
  };
}

/** One night: its checks, a sample drawn at random with the failed checks first, and a reviewer until it is decided or over. */
function playNight(goodCompanies: number, random: () => number) {
  const companies = Array.from({ length: HIGH }, (_, place) => {
    const isGood = place < goodCompanies;
    return { isGood, isFlawless: random() < (isGood ? CHECKS.goodPasses : 1 - CHECKS.badFails) };
  });
  const sample = companies
    .map((company) => ({ company, place: random() }))
    .toSorted((one, other) => one.place - other.place)
    .slice(0, MOST_VERDICTS)
    .map(({ company }) => company)
    .toSorted((one, other) => Number(one.isFlawless) - Number(other.isFlawless));
  const flawless = companies.filter(({ isFlawless }) => isFlawless).length;
  let night: NightCounts = {
    flawless,
    flawed: HIGH - flawless,
    passes: 0,
    fails: 0,
    undecided: sample.length,
  };
  let judgement = weighNight(night, MODEL);
  const asked = judgement === "ask";
  let given = 0;
  for (const { isGood, isFlawless } of sample) {
    if (judgement !== "ask" || (given + 1) * VERDICT_SECONDS > HOUR_SECONDS) break;
    given += 1;
    night = {
      flawless: night.flawless - Number(isFlawless),
      flawed: night.flawed - Number(!isFlawless),
      passes: night.passes + Number(isGood),
      fails: night.fails + Number(!isGood),
      undecided: night.undecided - 1,
    };
    judgement = weighNight(night, MODEL);
  }
  return { judgement, given, asked };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
