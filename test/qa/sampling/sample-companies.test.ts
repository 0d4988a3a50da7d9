import { expect } from "chai";
import fc from "fast-check";
import { SAMPLE_SIZE, sampleCompanies } from "../../../src/qa/sampling/sample-companies.ts";

const companies = (count: number) => Array.from({ length: count }, (_, index) => `company-${index}`);
const ids = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 50 });

describe("a QA sample", () => {
  it("has ten companies and says of how many", () => {
    const { companyIds, populationSize } = sampleCompanies("run-1", companies(137));
    expect(new Set(companyIds).size).to.equal(SAMPLE_SIZE);
    expect(populationSize).to.equal(137);
  });

  it("has all there are when there are fewer", () => {
    expect(sampleCompanies("run-1", companies(3)).companyIds).to.have.members(companies(3));
    expect(sampleCompanies("run-1", [])).to.deep.equal({ seed: "run-1", companyIds: [], populationSize: 0 });
  });

  it("is the same for the same seed, whatever order the companies come in or how often", () => {
    fc.assert(
      fc.property(fc.string(), ids, (seed, population) => {
        const shuffled = [...population].reverse().concat(population);
        expect(sampleCompanies(seed, shuffled)).to.deep.equal(sampleCompanies(seed, population));
      }),
    );
  });

  it("begins with the smaller sample of the same seed", () => {
    fc.assert(
      fc.property(fc.string(), ids, fc.nat(20), fc.nat(20), (seed, population, size, more) => {
        const small = sampleCompanies(seed, population, size).companyIds;
        const large = sampleCompanies(seed, population, size + more).companyIds;
        expect(large.slice(0, small.length)).to.deep.equal(small);
      }),
    );
  });

  it("gives every company about the same chance over many runs", () => {
    const drawn = new Map<string, number>();
    const runs = 2000;
    for (let run = 0; run < runs; run += 1) {
      for (const company of sampleCompanies(`run-${run}`, companies(40)).companyIds) {
        drawn.set(company, (drawn.get(company) ?? 0) + 1);
      }
    }
    const expected = (runs * SAMPLE_SIZE) / 40;
    expect(drawn.size).to.equal(40);
    // Five standard deviations of a binomial draw; the seeds are fixed, so this cannot flicker.
    const slack = 5 * Math.sqrt(expected * (1 - SAMPLE_SIZE / 40));
    for (const times of drawn.values()) expect(times).to.be.closeTo(expected, slack);
  });
});
