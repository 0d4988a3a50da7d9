import { expect } from "chai";
import { assessPartitions } from "../../../src/alerts/platform/partition-health.ts";

const NOW = new Date("2026-11-21T23:59:59Z");

describe("the health of the event partitions", () => {
  it("is fine with three days ahead and nothing in the default partition", () => {
    const { finding } = assessPartitions({ lastNight: "2026-11-24", defaultRows: 0 }, NOW);
    expect(finding).to.equal(null);
  });

  const cases = [
    {
      health: { lastNight: "2026-11-23", defaultRows: 0 },
      summary: "The last night with an event partition is 2026-11-23, 3 days ahead are wanted.",
    },
    {
      health: { lastNight: "2026-11-24", defaultRows: 1 },
      summary: "1 event lies in the default partition.",
    },
    {
      health: { lastNight: null, defaultRows: 7 },
      summary: "No night has an event partition; 7 events lie in the default partition.",
    },
  ];
  for (const { health, summary } of cases) {
    it(`says "${summary}"`, () => {
      const { finding } = assessPartitions(health, NOW);
      expect(finding).to.deep.include({
        ruleId: "DP-09",
        subject: "run_event_logs",
        severity: "high",
        summary,
      });
      expect(finding?.facts).to.deep.equal(health);
    });
  }
});
