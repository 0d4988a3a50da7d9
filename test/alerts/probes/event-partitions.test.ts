import { expect } from "chai";
import { eventPartitions } from "../../../src/alerts/probes/event-partitions.ts";

const NOW = new Date("2026-11-21T23:59:59Z");
const LIMITS = { daysAhead: 3, defaultRows: 0 };

describe("the probe of the event partitions", () => {
  it("is fine with three days ahead and nothing in the default partition", () => {
    const { breached } = eventPartitions.decide({ lastNight: "2026-11-24", defaultRows: 0 }, LIMITS, NOW);
    expect(breached).to.equal(false);
  });

  const cases = [
    {
      health: { lastNight: "2026-11-23", defaultRows: 0 },
      summary: "The last night with an event partition is 2026-11-23, but 3 days ahead are needed.",
    },
    {
      health: { lastNight: "2026-11-24", defaultRows: 1 },
      summary: "1 event is in the default partition.",
    },
    {
      health: { lastNight: null, defaultRows: 7 },
      summary: "No night has an event partition; 7 events are in the default partition.",
    },
  ];
  for (const { health, summary } of cases) {
    it(`says "${summary}"`, () => {
      expect(eventPartitions.decide(health, LIMITS, NOW)).to.deep.include({
        subject: "run_event_logs",
        breached: true,
        summary,
        facts: health,
      });
    });
  }
});
