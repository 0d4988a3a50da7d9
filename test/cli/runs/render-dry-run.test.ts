import { expect } from "chai";
import { renderDryRun } from "../../../src/cli/runs/render-dry-run.ts";
import type { DryRun } from "../../../src/runner/planning/dry-run.ts";

describe("what a dry run says of its companies", () => {
  const sayOf = (companies: DryRun["companies"]) => {
    const plan = {
      tenantId: "acme",
      stages: [],
      failure: null,
      companies,
      estimates: [],
      costUsd: { low: 0, expected: 0, high: 0 },
    };
    return renderDryRun(plan, null).split("\n")[0];
  };

  it("adds up when some fit by their industry alone", () => {
    expect(sayOf({ count: 9, added: 4, candidates: 5, first: [] })).to.include(
      "would work on 9 companies: 5 of 5 candidates, and 4 that fit the profile by their industry alone.",
    );
  });

  it("names the candidates when all come from them, and nothing when a run is taken over", () => {
    expect(sayOf({ count: 7, added: 0, candidates: 60, first: [] })).to.include(
      "would work on 7 companies of 60 candidates.",
    );
    expect(sayOf({ count: 3, added: 0, candidates: null, first: [] })).to.include(
      "would work on 3 companies.",
    );
  });
});
