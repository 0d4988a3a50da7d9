import { expect } from "chai";
import { readEnvironment } from "../../../../src/config/environment.ts";
import { readTenantPolicy } from "../../../../src/config/tenant-policy.ts";
import { limitsOf, planBudgets } from "../../../../src/runner/budget/ledger/budgets.ts";
import { claimsOf, firstOver, type Raised, softlyOver } from "../../../../src/runner/budget/ledger/claims.ts";
import { settlementOf, unitsOf } from "../../../../src/runner/budget/ledger/settlement.ts";
import { isUnderPressure } from "../../../../src/runner/calls/run-degradations.ts";
import { VendorError } from "../../../../src/vendors/calling/vendor-error.ts";

const raised = (used: number, limit: number | null, amount = 1): Raised => ({
  scope: "run:1",
  resource: "tavily_queries",
  amount,
  limit,
  used,
});

describe("budgets", () => {
  it("are the environment's, and the tenant's where these are lower", () => {
    const environment = readEnvironment({
      TAVILY_MAX_QUERIES: "100",
      RUN_COST_CAP_USD: "5",
      OPENAI_RUN_TOKENS_CAP: "9",
    });
    const policy = readTenantPolicy("acme", {
      budgets: {
        perRun: { tavilyQueries: 40, lushaLookups: 10_000, usd: 7.5 },
        perDay: { usd: 20, openaiTokens: 8 },
      },
    });
    expect(planBudgets(environment, policy)).to.deep.equal({
      tavilyQueries: 40,
      lushaLookups: 500,
      zerobounceVerifications: 2000,
      openaiTokensPerDay: 8,
      openaiTokens: 9,
      usd: 5,
      perDay: { usd: 20 },
    });
  });

  it("of a manifest written before there were days and dollars have none", () => {
    const limits = limitsOf({
      tavilyQueries: 1,
      lushaLookups: 2,
      zerobounceVerifications: 3,
      openaiTokensPerDay: 4,
    });
    expect(limits).to.deep.equal({
      run: { tavily_queries: 1, lusha_lookups: 2, zerobounce_verifications: 3 },
      day: { openai_tokens: 4 },
    });
  });

  it("are claimed by run and by day, always in the same order", () => {
    const claims = claimsOf(
      { openai_tokens: 5, nano_usd: 7 },
      { runId: "r", day: "2026-11-22" },
      { run: { nano_usd: 10 }, day: { openai_tokens: 20 } },
    );
    expect(
      claims.map(({ scope, resource, amount, limit }) => [scope, resource, amount, limit]),
    ).to.deep.equal([
      ["day:2026-11-22", "nano_usd", 7, null],
      ["day:2026-11-22", "openai_tokens", 5, 20],
      ["run:r", "nano_usd", 7, 10],
      ["run:r", "openai_tokens", 5, null],
    ]);
  });

  it("hold up to their limit, and not beyond", () => {
    expect(firstOver([raised(10, 10)])).to.equal(null);
    expect(firstOver([raised(10, 10), raised(11, 10)])).to.include({ used: 11 });
    expect(firstOver([raised(11, null)])).to.equal(null);
    expect(firstOver([raised(11, 10, 0)]), "which takes nothing").to.equal(null);
  });

  it("warn at a claim with which four fifths are used, whoever crossed them", () => {
    const warns = (used: number, amount: number) => softlyOver([raised(used, 10, amount)]).length;
    expect([warns(7, 1), warns(8, 1), warns(9, 1), warns(9, 0)]).to.deep.equal([0, 1, 1, 0]);
    expect(softlyOver([raised(10, null)])).to.deep.equal([]);
  });

  it("are settled by what is known of an attempt", () => {
    const failed = (facts: object) =>
      settlementOf(new VendorError("openai", "malformed", { operation: "respond", ...facts }));
    const charge = { unit: "credit", quantity: 1 } as const;
    expect(failed({})).to.deep.equal({ state: "released" });
    expect(failed({ outcomeUnknown: true })).to.deep.equal({ state: "unknown" });
    expect(failed({ charge })).to.deep.equal({ state: "charged", charge });
  });

  it("count tokens as charged, and calls as made", () => {
    const tokens = {
      unit: "token",
      model: "m",
      inputTokens: 5,
      cachedInputTokens: 2,
      outputTokens: 3,
    } as const;
    expect(unitsOf(tokens, 100)).to.equal(8);
    expect(unitsOf({ unit: "credit", quantity: 0 }, 2)).to.equal(2);
  });
});

describe("a vendor under pressure", () => {
  for (const [made, rateLimited, isPressed] of [
    [9, 9, false],
    [10, 2, false],
    [10, 3, true],
    [100, 20, false],
    [100, 21, true],
  ] as const) {
    it(`is ${isPressed ? "" : "not "}one that refused ${rateLimited} of ${made}`, () => {
      expect(isUnderPressure({ made, rateLimited })).to.equal(isPressed);
    });
  }
});
