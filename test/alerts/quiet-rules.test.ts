import { expect } from "chai";
import { MOST_CHANGES, steadiness } from "../../src/alerts/flapping.ts";
import { findInhibitor, INHIBITIONS, type Inhibition, inhibitorsOf } from "../../src/alerts/inhibitions.ts";

const alert = (ruleId: string, subject: string, runId: string | null) => ({ ruleId, subject, runId });

describe("inhibition", () => {
  const quota = alert("VQ-03", "lusha", "run-1");
  const cases: readonly [
    says: string,
    one: ReturnType<typeof alert>,
    open: ReturnType<typeof alert>[],
    by: number | null,
  ][] = [
    [
      "keeps a vendor's rate limit quiet while its quota is used up",
      alert("RL-07", "lusha", "run-1"),
      [quota],
      0,
    ],
    ["does not do so for another vendor", alert("RL-07", "tavily", "run-1"), [quota], null],
    ["does not turn round", quota, [alert("RL-07", "lusha", "run-1")], null],
    [
      "keeps few candidates quiet after a view that was not refreshed in the same run",
      alert("CC-05", "candidates", "run-1"),
      [alert("MV-01", "mv_refresh", "run-1")],
      0,
    ],
    [
      "does not do so in another run",
      alert("CC-05", "candidates", "run-2"),
      [alert("MV-01", "mv_refresh", "run-1")],
      null,
    ],
    [
      "takes no run for the same as no run",
      alert("SR-10", "nightly", null),
      [alert("SR-11", "run", null)],
      null,
    ],
  ];
  for (const [says, one, open, by] of cases) {
    it(says, () => {
      expect(findInhibitor(one, open)).to.equal(by === null ? null : open[by]);
    });
  }

  it("may hold over a whole tenant", () => {
    const table: Inhibition[] = [{ by: "DB", quiet: "CR-02", sharing: "tenant" }];
    const open = [alert("DB", "database", null)];
    expect(findInhibitor(alert("CR-02", "crawl", "run-1"), open, table)).to.equal(open[0]);
    expect(inhibitorsOf("CR-02", table)).to.deep.equal(["DB"]);
  });

  it("never goes in a circle, for two that hush each other are both unheard", () => {
    const hushes = (from: string, seen: readonly string[]): boolean =>
      INHIBITIONS.filter(({ by }) => by === from).some(
        ({ quiet }) => seen.includes(quiet) || hushes(quiet, [...seen, quiet]),
      );
    for (const { by } of INHIBITIONS) expect(hushes(by, [by]), by).to.equal(false);
  });
});

describe("flapping", () => {
  it("begins with the change that is one too many, and goes on while there are as many in the hour", () => {
    expect(steadiness(MOST_CHANGES, true)).to.equal("steady");
    expect(steadiness(MOST_CHANGES + 1, true)).to.equal("begins");
    expect(steadiness(MOST_CHANGES + 1, false)).to.equal("flapping");
    expect(steadiness(MOST_CHANGES + 2, true)).to.equal("flapping");
    expect(steadiness(MOST_CHANGES, false)).to.equal("steady");
  });
});
