import { expect } from "chai";
import fc from "fast-check";
import { EventSchema } from "../../../../src/http/routes/ingest/event-schema.ts";
import { isPlainEvent } from "../../../../src/http/routes/ingest/is-plain-event.ts";
import { oddEvents } from "../../support/odd-events.ts";

const NOW = new Date("2026-03-10T12:00:00Z");
const log = { type: "log", agent_id: "x", message: "m" };

describe("the quick look at an event", () => {
  it("never takes what the schema refuses, and passes over hardly any that it takes", () => {
    let taken = 0;
    let plain = 0;
    fc.assert(
      fc.property(oddEvents(NOW), (event) => {
        const isTaken = EventSchema.Event.safeParse(event).success;
        if (isTaken) taken += 1;
        if (!isPlainEvent(event)) return;
        plain += 1;
        expect(isTaken, JSON.stringify(event)).to.equal(true);
      }),
      { numRuns: 500 },
    );
    expect(plain).to.be.greaterThan(taken * 0.25);
  });

  it("agrees with the schema on every day of months of all lengths", () => {
    const days = ["2026-02", "2028-02", "2026-04", "2026-12", "2026-13", "2026-00"].flatMap((month) =>
      ["00", "01", "28", "29", "30", "31", "32"].map((day) => `${month}-${day}T23:59:59.123456Z`),
    );
    for (const ts of days) {
      const event = { ...log, ts };
      expect(isPlainEvent(event), ts).to.equal(EventSchema.Event.safeParse(event).success);
    }
  });

  it("is made at both ends of each limit", () => {
    const call = { type: "llm_call", agent_id: "x", model: "m", tokens_input: 0, tokens_output: 0 };
    const cases: [event: object, isPlain: boolean][] = [
      [log, true],
      [{ ...log, message: "" }, false],
      [{ ...log, message: "m".repeat(20_000) }, true],
      [{ ...log, message: "m".repeat(20_001) }, false],
      [{ ...log, agent_id: "a".repeat(100) }, true],
      [{ ...log, agent_id: "a".repeat(101) }, false],
      [{ ...log, level: "warn" }, true],
      [{ ...log, level: "fatal" }, false],
      [{ ...log, trace_id: "0".repeat(31).concat("1") }, true],
      [{ ...log, trace_id: "0".repeat(32) }, false],
      [{ ...log, surprise: 1 }, false],
      [{ type: "log", agent_id: "x" }, false],
      [{ ...call, tokens_input: 2_147_483_647 }, true],
      [{ ...call, tokens_input: 2_147_483_648 }, false],
      [{ ...call, tokens_input: 0.5 }, false],
      [{ ...call, cost_usd: 1_000_000 }, true],
      [{ ...call, cost_usd: 1_000_000.01 }, false],
      [{ ...call, cost_usd: Number.NaN }, false],
      [{ type: "metric", agent_id: "x", name: "n", value: Number.POSITIVE_INFINITY }, false],
      [{ type: "nonsense", agent_id: "x" }, false],
    ];
    for (const [event, isPlain] of cases) {
      expect(isPlainEvent(event), JSON.stringify(event).slice(0, 100)).to.equal(isPlain);
      expect(EventSchema.Event.safeParse(event).success, JSON.stringify(event).slice(0, 100)).to.equal(
        isPlain,
      );
    }
    for (const input of [null, [], "log", 1, { agent_id: "x" }]) expect(isPlainEvent(input)).to.equal(false);
  });
});
