import { expect } from "chai";
import fc from "fast-check";
import { MISSED_CODES } from "../../../src/entities/skip-codes.ts";
import { type StageTotals, stageVerdict } from "../../../src/runner/record/stage-verdict.ts";
import { PIPELINE } from "../../../src/runner/stages/pipeline.ts";

const totals = (given: Partial<StageTotals>): StageTotals => ({
  success: 0,
  error: 0,
  blocked: 0,
  skipped: 0,
  missed: 0,
  ...given,
});

const anyTotals = fc
  .record({ success: fc.nat(40), error: fc.nat(40), blocked: fc.nat(40), skipped: fc.nat(40) })
  .chain((counted) => fc.nat(counted.skipped).map((missed) => ({ ...counted, missed })));

describe("how a stage ended", () => {
  const rows: readonly [
    says: string,
    totals: Partial<StageTotals>,
    tolerated: number,
    status: string,
    reason: string | null,
  ][] = [
    ["nothing to do is a success", {}, 0, "succeeded", null],
    ["all skipped for good reasons is a success", { skipped: 9 }, 0, "succeeded", null],
    ["all blocked by robots.txt is a success", { blocked: 9 }, 0, "succeeded", null],
    ["no error is a success", { success: 1 }, 0, "succeeded", null],
    ["the only attempt failing is a failure", { error: 1 }, 0.3, "failed", "the only attempt failed"],
    ["all attempts failing is a failure", { error: 7 }, 0.3, "failed", "all 7 attempts failed"],
    [
      "all failing is a failure even where every error is tolerated",
      { error: 2 },
      1,
      "failed",
      "all 2 attempts failed",
    ],
    [
      "blocked and skipped ones do not save it",
      { error: 2, blocked: 5, skipped: 5 },
      1,
      "failed",
      "all 2 attempts failed",
    ],
    [
      "one success saves it from failing",
      { success: 1, error: 9 },
      0.3,
      "degraded",
      "9 of 10 attempts failed",
    ],
    ["exactly the tolerated share is a success", { success: 7, error: 3 }, 0.3, "succeeded", null],
    ["just below the tolerated share is a success", { success: 701, error: 299 }, 0.3, "succeeded", null],
    [
      "just above the tolerated share degrades",
      { success: 699, error: 301 },
      0.3,
      "degraded",
      "301 of 1000 attempts failed",
    ],
    ["exactly one in ten is a success", { success: 9, error: 1 }, 0.1, "succeeded", null],
    ["one in nine degrades", { success: 8, error: 1 }, 0.1, "degraded", "1 of 9 attempts failed"],
    [
      "any error degrades where none is tolerated",
      { success: 99, error: 1 },
      0,
      "degraded",
      "1 of 100 attempts failed",
    ],
    [
      "skipped and blocked ones are no attempts",
      { success: 7, error: 3, blocked: 90, skipped: 90 },
      0.29,
      "degraded",
      "3 of 10 attempts failed",
    ],
    [
      "one company left undone degrades",
      { success: 9, skipped: 1, missed: 1 },
      1,
      "degraded",
      "1 left out for lack of budget, quota or a working vendor",
    ],
    [
      "all of them left undone degrades",
      { skipped: 9, missed: 9 },
      0,
      "degraded",
      "9 left out for lack of budget, quota or a working vendor",
    ],
    [
      "errors go before what was left undone",
      { success: 1, error: 1, skipped: 1, missed: 1 },
      0.1,
      "degraded",
      "1 of 2 attempts failed",
    ],
    [
      "failure goes before what was left undone",
      { error: 1, skipped: 8, missed: 8 },
      0.1,
      "failed",
      "the only attempt failed",
    ],
  ];
  for (const [says, given, tolerated, status, reason] of rows)
    it(says, () => expect(stageVerdict(totals(given), tolerated)).to.deep.equal({ status, reason }));

  it("is a success only where something went well or nothing went wrong, and always has a reason otherwise", () => {
    fc.assert(
      fc.property(anyTotals, fc.double({ min: 0, max: 1, noNaN: true }), (given, tolerated) => {
        const { status, reason } = stageVerdict(given, tolerated);
        expect(reason === null).to.equal(status === "succeeded");
        if (status !== "succeeded") return;
        expect(given.missed).to.equal(0);
        expect(given.error).to.be.at.most(tolerated * (given.error + given.success));
      }),
    );
  });

  it("never gets better by one more error, or by one more company left undone", () => {
    const rank = { failed: 0, degraded: 1, succeeded: 2 };
    fc.assert(
      fc.property(anyTotals, fc.constantFrom(...PIPELINE), (given, { toleratedErrorShare }) => {
        const before = rank[stageVerdict(given, toleratedErrorShare).status];
        const error = { ...given, error: given.error + 1 };
        const missed = { ...given, skipped: given.skipped + 1, missed: given.missed + 1 };
        for (const after of [error, missed])
          expect(rank[stageVerdict(after, toleratedErrorShare).status]).to.be.at.most(before);
      }),
    );
  });

  it("counts as left undone what budget, quota and vendors kept from being done, and nothing else", () => {
    expect([...MISSED_CODES].sort()).to.deep.equal(["budget_spent", "quota_exhausted", "vendor_down"]);
  });
});
