import { expect } from "chai";
import fc from "fast-check";
import { createRunMetrics, type RunCounts } from "../../../src/observability/figures/create-run-metrics.ts";

const emptyNight: RunCounts = {
  candidatesPreFilter: 0,
  candidatesSelected: 0,
  crawlAttempted: 0,
  crawlSucceeded: 0,
  tavilyCompanies: 0,
  contactCompanies: 0,
  lushaAsked: 0,
  lushaCached: 0,
  lushaCompaniesFound: 0,
  emailsTotal: 0,
  emailsVerified: 0,
  companiesWithBusinessEmail: 0,
  scored: { High: 0, Medium: 0, Low: 0 },
  exported: 0,
  rationaleLengths: [],
  vendors: [],
  durationMs: null,
};

const fullNight: RunCounts = {
  candidatesPreFilter: 120,
  candidatesSelected: 60,
  crawlAttempted: 60,
  crawlSucceeded: 45,
  tavilyCompanies: 15,
  contactCompanies: 50,
  lushaAsked: 15,
  lushaCached: 5,
  lushaCompaniesFound: 16,
  emailsTotal: 80,
  emailsVerified: 40,
  companiesWithBusinessEmail: 36,
  scored: { High: 12, Medium: 24, Low: 12 },
  exported: 12,
  rationaleLengths: [0, 79, 80, 159, 160, 319, 320, 639, 640, 9000],
  vendors: [
    { vendor: "openai", calls: 60, unpricedCalls: 0, costNanoUsd: 27_000_000n },
    { vendor: "lusha", calls: 21, unpricedCalls: 0, costNanoUsd: 2_000_000_000n },
    { vendor: "zerobounce", calls: 4, unpricedCalls: 0, costNanoUsd: 800_000_000n },
  ],
  durationMs: 42_000,
};

const table = (counts: RunCounts) =>
  createRunMetrics(counts).map(({ name, value, numerator, denominator }) => [
    name,
    value,
    numerator,
    denominator,
  ]);
const find = (counts: RunCounts, name: string) =>
  createRunMetrics(counts).find((metric) => metric.name === name)?.value;

describe("createRunMetrics", () => {
  it("has every metric of a full night, none of them null", () => {
    expect(table(fullNight)).to.deep.equal([
      ["candidates_pre_filter", 120, null, null],
      ["candidates_selected", 60, null, null],
      ["crawl_success_rate", 0.75, 45, 60],
      ["tavily_fallback_rate", 0.25, 15, 60],
      ["lusha_lookups", 15, null, null],
      ["lusha_success_rate", 0.8, 16, 20],
      ["lusha_fallback_share", 0.4, 20, 50],
      ["verified_email_rate", 0.5, 40, 80],
      ["companies_with_business_email_rate", 0.6, 36, 60],
      ["bucket_share_high", 0.25, 12, 48],
      ["bucket_share_medium", 0.5, 24, 48],
      ["bucket_share_low", 0.25, 12, 48],
      ["shortlist_delivered", 12, null, null],
      ["rationale_length_0_79", 2, 2, 10],
      ["rationale_length_80_159", 2, 2, 10],
      ["rationale_length_160_319", 2, 2, 10],
      ["rationale_length_320_639", 2, 2, 10],
      ["rationale_length_640_up", 2, 2, 10],
      ["openai_cost_usd", 0.027, 60, 60],
      ["lusha_cost_usd", 2, 21, 21],
      ["odoo_cost_usd", 0, 0, 0],
      ["tavily_cost_usd", 0, 0, 0],
      ["zerobounce_cost_usd", 0.8, 4, 4],
      ["vendor_cost_usd", 2.8, 25, 25],
      ["total_cost_usd", 2.827, 85, 85],
      ["unpriced_calls", 0, null, null],
      ["run_duration_ms", 42_000, null, null],
    ]);
  });

  it("is 0 where nothing is an answer, and null where there was nothing to ask", () => {
    expect(table(emptyNight)).to.deep.equal([
      ["candidates_pre_filter", 0, null, null],
      ["candidates_selected", 0, null, null],
      ["crawl_success_rate", null, 0, 0],
      ["tavily_fallback_rate", null, 0, 0],
      ["lusha_lookups", 0, null, null],
      ["lusha_success_rate", null, 0, 0],
      ["lusha_fallback_share", null, 0, 0],
      ["verified_email_rate", null, 0, 0],
      ["companies_with_business_email_rate", null, 0, 0],
      ["bucket_share_high", null, 0, 0],
      ["bucket_share_medium", null, 0, 0],
      ["bucket_share_low", null, 0, 0],
      ["shortlist_delivered", 0, null, null],
      ["rationale_length_0_79", 0, 0, 0],
      ["rationale_length_80_159", 0, 0, 0],
      ["rationale_length_160_319", 0, 0, 0],
      ["rationale_length_320_639", 0, 0, 0],
      ["rationale_length_640_up", 0, 0, 0],
      ["openai_cost_usd", 0, 0, 0],
      ["lusha_cost_usd", 0, 0, 0],
      ["odoo_cost_usd", 0, 0, 0],
      ["tavily_cost_usd", 0, 0, 0],
      ["zerobounce_cost_usd", 0, 0, 0],
      ["vendor_cost_usd", 0, 0, 0],
      ["total_cost_usd", 0, 0, 0],
      ["unpriced_calls", 0, null, null],
      ["run_duration_ms", null, null, null],
    ]);
  });

  it("says why there is no value, and nothing where there is one", () => {
    const reasons = (counts: RunCounts) =>
      createRunMetrics(counts).flatMap(({ name, reason }) => (reason === null ? [] : [`${name} ${reason}`]));
    expect(reasons(fullNight)).to.deep.equal([]);
    expect(reasons(emptyNight)).to.have.length(9).and.to.include("lusha_success_rate nothing_asked");
    const vendors = [{ vendor: "openai", calls: 6, unpricedCalls: 6, costNanoUsd: 0n }];
    expect(reasons({ ...fullNight, vendors })).to.deep.equal([
      "openai_cost_usd price_unknown",
      "total_cost_usd price_unknown",
    ]);
  });

  it("counts answers from the cache in both parts of a share, and refusals below the line only", () => {
    const share = (counts: Partial<RunCounts>) => {
      const found = createRunMetrics({ ...emptyNight, contactCompanies: 9, ...counts });
      return found.flatMap(({ name, numerator, denominator }) =>
        name === "lusha_success_rate" ? [[numerator, denominator]] : [],
      );
    };
    expect(share({ lushaCached: 4, lushaCompaniesFound: 3 })).to.deep.equal([[3, 4]]);
    expect(share({ lushaAsked: 5 })).to.deep.equal([[0, 5]]);
  });

  it("has no cost of a vendor without a price, nor a total that would leave it out", () => {
    const vendors = [
      { vendor: "openai", calls: 60, unpricedCalls: 60, costNanoUsd: 0n },
      { vendor: "lusha", calls: 21, unpricedCalls: 0, costNanoUsd: 2_000_000_000n },
    ];
    const counts = { ...fullNight, vendors };
    expect(find(counts, "openai_cost_usd")).to.equal(null);
    expect(find(counts, "vendor_cost_usd")).to.equal(2);
    expect(find(counts, "total_cost_usd")).to.equal(null);
    expect(find(counts, "unpriced_calls")).to.equal(60);
  });

  it("says how many calls a partly priced cost covers", () => {
    const vendors = [{ vendor: "openai", calls: 60, unpricedCalls: 1, costNanoUsd: 590n }];
    expect(table({ ...fullNight, vendors })).to.deep.include(["openai_cost_usd", 0.00000059, 59, 60]);
  });

  it("names each metric once", () => {
    const names = createRunMetrics(fullNight).map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
  });

  it("puts every rationale into one bar of the histogram", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2000)), (rationaleLengths) => {
        const bars = createRunMetrics({ ...emptyNight, rationaleLengths }).filter(({ name }) =>
          name.startsWith("rationale_length_"),
        );
        expect(bars.reduce((sum, { value }) => sum + (value ?? 0), 0)).to.equal(rationaleLengths.length);
      }),
    );
  });
});
