import { expect } from "chai";
import {
  findInhibitor,
  INHIBITIONS,
  type Inhibition,
  inhibitionRank,
} from "../../src/alerts/suppression/inhibitions.ts";

const alert = (
  ruleId: string,
  subject: string,
  runId: string | null,
  { tenantId = "acme", night = null as string | null } = {},
) => ({ ruleId, subject, runId, tenantId, night });
const NIGHT = { night: "2026-11-22" };

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
    ["takes no run for the same as no run", alert("SR-12", "run", null), [alert("SR-11", "run", null)], null],
    [
      "keeps a late night quiet while a run of it has failed",
      alert("SR-10", "default 2026-11-22", null, NIGHT),
      [alert("SR-11", "run", "run-1", NIGHT)],
      0,
    ],
    [
      "does not take last night's failure for a reason to be late tonight",
      alert("SR-10", "default 2026-11-22", null, NIGHT),
      [alert("SR-11", "run", "run-1", { night: "2026-11-21" })],
      null,
    ],
    [
      "keeps every tenant's crawl quiet while the service is down",
      alert("CR-02", "crawl", "run-1"),
      [alert("PL-20", "health", null, { tenantId: "platform" })],
      0,
    ],
    [
      "takes another tenant's alert for no reason",
      alert("RL-07", "lusha", "run-1", { tenantId: "globex" }),
      [quota],
      null,
    ],
  ];
  for (const [says, one, open, by] of cases) {
    it(says, () => {
      expect(findInhibitor(one, open)).to.equal(by === null ? null : open[by]);
    });
  }

  it("may hold over a whole tenant", () => {
    const table: Inhibition[] = [{ by: "DB", suppresses: "CR-02", sharing: "tenant" }];
    const open = [alert("DB", "database", null)];
    expect(findInhibitor(alert("CR-02", "crawl", "run-1"), open, table)).to.equal(open[0]);
    expect(inhibitionRank("CR-02", table)).to.equal(1);
    expect(inhibitionRank("DB", table)).to.equal(0);
  });

  it("never goes in a circle, for two that hush each other are both unheard", () => {
    const hushes = (from: string, seen: readonly string[]): boolean =>
      INHIBITIONS.filter(({ by }) => by === from).some(
        ({ suppresses }) => seen.includes(suppresses) || hushes(suppresses, [...seen, suppresses]),
      );
    for (const { by } of INHIBITIONS) expect(hushes(by, [by]), by).to.equal(false);
  });
});
