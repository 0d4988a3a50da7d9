import { expect } from "chai";
import type { RunSnapshot } from "../../../src/alerts/rulebook/rule.ts";
import { openaiRateLimit } from "../../../src/alerts/rules/openai-rate-limit.ts";
import { vendorRateLimit } from "../../../src/alerts/rules/vendor-rate-limit.ts";
import { makeSnapshot, makeStage, makeVendor, minutesIn } from "../make-snapshot.ts";
import { decide, findOne } from "./decide.ts";

const cases = [
  { id: "OA-04", rule: openaiRateLimit, vendor: "openai", severity: "high", gives: "extracted facts" },
  { id: "RL-07", rule: vendorRateLimit, vendor: "lusha", severity: "medium", gives: "contacts" },
];

for (const { id, rule, vendor, severity, gives } of cases) {
  describe(`${id}, rate limits of ${vendor}`, () => {
    /** What it says about this vendor alone. */
    const decideOne = (snapshot: RunSnapshot) => {
      const found = decide(rule, snapshot)[vendor];
      return found === undefined ? {} : { [vendor]: found };
    };
    const limited = (rateLimitHits: number, calls = 100) =>
      makeSnapshot({ vendors: [makeVendor(vendor, { calls, rateLimitHits })] });

    it("is quiet about the one 429 that a retry cured", () => {
      expect(decideOne(limited(1))).to.deep.equal({ [vendor]: "clear" });
    });

    it("stays quiet at exactly 20 % and fires above", () => {
      expect(decideOne(limited(20))).to.deep.equal({ [vendor]: "clear" });
      expect(decideOne(limited(21))).to.deep.equal({ [vendor]: severity });
    });

    it("judges 20 calls and no fewer: a run of fewer had no trouble, and one in progress may still make them", () => {
      expect(decideOne(limited(19, 19))).to.deep.equal({ [vendor]: "clear" });
      expect(decideOne(limited(20, 20))).to.deep.equal({ [vendor]: severity });
      const underWay = { run: { status: "running", endedAt: null } as const, now: minutesIn(20) };
      expect(decideOne(makeSnapshot({ ...underWay, vendors: limited(19, 19).vendors }))).to.deep.equal({});
    });

    it("gives a run in progress ten minutes, and one that ended none", () => {
      const underWay = { status: "running", endedAt: null } as const;
      const during = (minutes: number) => ({
        ...makeSnapshot({ run: underWay, vendors: limited(90).vendors }),
        now: minutesIn(minutes),
      });
      expect(decideOne(during(9.99))).to.deep.equal({});
      expect(decideOne(during(10))).to.deep.equal({ [vendor]: severity });
      const brief = { ...limited(90), now: minutesIn(1) };
      expect(decideOne({ ...brief, run: { ...brief.run, endedAt: minutesIn(1) } })).to.deep.equal({
        [vendor]: severity,
      });
    });

    it("clears only when the run has ended", () => {
      const snapshot = makeSnapshot({
        run: { status: "running", endedAt: null },
        vendors: [makeVendor(vendor)],
      });
      expect(decideOne(snapshot)).to.deep.equal({});
    });

    it("ends with a night that has nothing to ask the vendor, but not with a rerun or during a run", () => {
      expect(decideOne(makeSnapshot({ vendors: [] }))).to.deep.equal({ [vendor]: "clear" });
      expect(decideOne(makeSnapshot({ vendors: [], run: { fullRun: false } }))).to.deep.equal({});
      const during = { status: "running", endedAt: null } as const;
      expect(decideOne(makeSnapshot({ vendors: [], run: during, now: minutesIn(20) }))).to.deep.equal({});
    });

    it("leaves a used-up quota to VQ-03", () => {
      const vendors = [makeVendor(vendor, { rateLimitHits: 90, quotaExhausted: true })];
      expect(decideOne(makeSnapshot({ vendors }))).to.deep.equal({});
    });

    it("says how many companies went without, over reruns", () => {
      const stage = makeStage(vendor === "openai" ? "extract" : "lusha", {
        undone: { failed: 3, notTried: 9 },
      });
      const snapshot = makeSnapshot({ ...limited(250, 1000), stages: [stage] });
      expect(findOne(rule, snapshot).summary).to.match(/12 companies went without/);
      expect(findOne(rule, snapshot).begunAt).to.deep.equal(stage.startedAt);
    });

    it("says how many of how many", () => {
      expect(findOne(rule, limited(250, 1000)).summary).to.equal(
        `${vendor} answered 250 of 1000 calls with "too many requests" (25 %, limit 20 %). No company went without ${gives} so far: retries get through, and the night takes longer.`,
      );
    });
  });
}

describe("OA-04 and RL-07 together", () => {
  it("divide the vendors between them", () => {
    const vendors = ["openai", "lusha", "tavily", "zerobounce", "odoo"].map((vendor) =>
      makeVendor(vendor, { rateLimitHits: 50 }),
    );
    const snapshot = makeSnapshot({ vendors });
    expect(decide(openaiRateLimit, snapshot)).to.deep.equal({ openai: "high" });
    expect(decide(vendorRateLimit, snapshot)).to.have.all.keys("lusha", "tavily", "zerobounce", "odoo");
  });
});
