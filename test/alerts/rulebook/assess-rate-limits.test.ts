import { expect } from "chai";
import { assessRateLimits } from "../../../src/alerts/rulebook/assess-rate-limits.ts";
import { createRule } from "../../../src/alerts/rulebook/create-rule.ts";
import type { Finding, RunSnapshot } from "../../../src/alerts/rulebook/rule.ts";
import { RULE_TABLE } from "../../../src/alerts/rulebook/rule-table.ts";
import { makeSnapshot, makeVendor, minutesIn } from "../make-snapshot.ts";

const RUNNING = { run: { status: "running", endedAt: null }, now: minutesIn(20) } as const;

/** What it says of lusha; a rule that reports missing data shows what it has to say of that. */
function judge(snapshot: RunSnapshot, minimumCalls = 20): Finding | "clear" | undefined {
  const rule = createRule({ ...RULE_TABLE["RL-07"], noData: "alerting" }, (given, _limits, say) =>
    assessRateLimits(given, ["lusha"], { limitedRatio: 0.2, minimumCalls }, say),
  );
  const [assessment] = rule.assess(snapshot, {});
  return assessment === undefined ? undefined : (assessment.finding ?? "clear");
}

const called = (calls: number, rateLimitHits: number) => ({
  vendors: [makeVendor("lusha", { calls, rateLimitHits })],
});
const runId = makeSnapshot().run.runId;

describe("the share of calls that a vendor limits", () => {
  it("is of nothing when it was not called in a full night that has ended", () => {
    expect(judge(makeSnapshot())).to.deep.include({
      summary: "lusha was not called, so there is nothing to judge by. Nothing is lost.",
      facts: { runId, vendor: "lusha", calls: 0 },
    });
    expect(judge(makeSnapshot(RUNNING))).to.equal(undefined);
    expect(judge(makeSnapshot({ run: { fullRun: false } }))).to.equal(undefined);
  });

  it("is not judged by too few calls, which is said when the run has ended", () => {
    expect(judge(makeSnapshot(called(19, 19)))).to.deep.include({
      summary: "lusha was called 19 times, too few to judge by. Nothing is known to be lost.",
      facts: { runId, vendor: "lusha", calls: 19, minimumCalls: 20 },
    });
    expect(judge(makeSnapshot({ ...RUNNING, ...called(19, 19) }))).to.equal(undefined);
  });

  it("is judged by a single call if that is enough for the tenant, never by none", () => {
    for (const minimumCalls of [0, 1]) {
      expect(judge(makeSnapshot(called(1, 1)), minimumCalls))
        .to.have.property("facts")
        .that.includes({
          ratio: 1,
        });
      expect(judge(makeSnapshot(called(0, 0)), minimumCalls)).to.deep.include({
        facts: { runId, vendor: "lusha", calls: 0, minimumCalls },
      });
    }
  });

  it("is in order up to the limit, which an ended run says and a running one does not", () => {
    expect(judge(makeSnapshot(called(20, 4)))).to.equal("clear");
    expect(judge(makeSnapshot({ ...RUNNING, ...called(20, 4) }))).to.equal(undefined);
    for (const state of [{}, RUNNING])
      expect(judge(makeSnapshot({ ...state, ...called(20, 5) })))
        .to.have.property("facts")
        .that.deep.equals({
          runId,
          vendor: "lusha",
          calls: 20,
          rateLimitHits: 5,
          ratio: 0.25,
          limit: 0.2,
        });
  });
});
