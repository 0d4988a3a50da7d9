import { expect } from "chai";
import { renderRunRecord } from "../../../src/cli/runs/render-run.ts";
import { statsOf, vendorOf } from "../../bot/support/cards.ts";

describe("a run as the command line shows it", () => {
  it("says what it does less of, what it will cost, and where its trace is", () => {
    const text = renderRunRecord({
      ...statsOf({ status: "running", endedAt: null, langsmithTraceUrl: "https://smith.example/r/1" }),
      metrics: [],
      degradations: [
        { degradation: "lusha_skipped", reason: "budget_spent", since: new Date("2026-11-22T02:00:00Z") },
      ],
      forecast: {
        spentNanoUsd: 1_000_000_000n,
        expectedNanoUsd: 2_500_000_000n,
        lowNanoUsd: 2_000_000_000n,
        highNanoUsd: 3_000_000_000n,
        unknownStages: ["zerobounce"],
      },
    });
    expect(text).to.match(/lusha_skipped +looks up no contacts.+2026-11-22T02:00:00\.000Z +budget_spent/);
    expect(text).to.include(
      "Cost at its end: $2.50 ($2.00 to $3.00); without zerobounce, of which nobody knows",
    );
    expect(text).to.include("Trace: https://smith.example/r/1");
  });

  it("counts calls without a price, and shows what nobody knows the price of as unknown, not as nothing", () => {
    const text = renderRunRecord({
      ...statsOf({ costNanoUsd: 3_400_000n }),
      metrics: [],
      vendors: [
        vendorOf({ vendor: "odoo", costNanoUsd: 0n }),
        vendorOf({ vendor: "openai", costNanoUsd: 0n, unpricedCalls: 7 }),
        vendorOf({ vendor: "tavily", costNanoUsd: 3_400_000n, unpricedCalls: 1 }),
      ],
    });
    expect(text).to.match(/VENDOR +CALLS +ERRORS +UNPRICED +COST/);
    expect(text).to.match(/odoo +120 +3 +0 +\$0\.00\n/);
    expect(text).to.match(/openai +120 +3 +7 +unknown\n/);
    expect(text).to.match(/tavily +120 +3 +1 +\$0\.0034/);
    expect(text).to.match(/^RUN(.*\n).* \$0\.0034/);
  });

  it("shows shares with both their parts, and says in words what was not asked", () => {
    const metric = { tenantId: "acme", runId: "1d0d6b1e-0000-4000-8000-000000000000" };
    const text = renderRunRecord({
      ...statsOf(),
      metrics: [
        {
          ...metric,
          name: "candidates_selected",
          value: 60,
          numerator: null,
          denominator: null,
          reason: null,
        },
        { ...metric, name: "crawl_success_rate", value: 0.75, numerator: 45, denominator: 60, reason: null },
        {
          ...metric,
          name: "lusha_success_rate",
          value: null,
          numerator: 0,
          denominator: 0,
          reason: "nothing_asked",
        },
        {
          ...metric,
          name: "openai_cost_usd",
          value: null,
          numerator: 0,
          denominator: 6,
          reason: "price_unknown",
        },
      ],
    });
    expect(text).to.match(/crawl_success_rate +75\.0 % +45 of 60/);
    expect(text).to.match(/lusha_success_rate +nothing was asked *\n/);
    expect(text).to.match(/openai_cost_usd +no price is known +0 of 6/);
    expect(text).to.not.include("candidates_selected");
  });

  it("says nothing of that where there is nothing", () => {
    const text = renderRunRecord({ ...statsOf({ langsmithTraceUrl: null }), metrics: [] });
    expect(text).not.to.match(/DOES LESS|Cost at its end|Trace/);
  });
});
