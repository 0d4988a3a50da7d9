import { expect } from "chai";
import { readTenantPolicy } from "../../src/config/tenant-policy.ts";
import { ConfigurationError } from "../../src/errors.ts";

const DEFAULTS = {
  budgets: { perRun: {}, perDay: {} },
  dailyCap: 1000,
  candidateFloor: 50,
  buckets: { high: 70, medium: 45 },
  allowWebmail: false,
  qaSampleSize: 10,
  alertChannel: "nightshift-alerts",
  qaChannel: "nightshift-qa",
  qaReviewers: [],
  exportGate: {
    ...{ on: false, decideBy: "09:00", unanswered: "hold" },
    ...{ usualRatio: 0.88, badRatio: 0.6, badNightRatio: 0.05 },
  },
  leadsDueAt: "08:00",
  dayBeginsAt: "08:00",
  workdays: [1, 2, 3, 4, 5],
  severityChannels: {},
  retention: { qaDays: 90, corporaDays: 30 },
  thresholds: {},
  escalation: {
    mttaMinutes: 10,
    severities: ["critical", "high"],
    steps: [{ mention: [] }],
    reminderMinutes: 120,
  },
  notifiers: {},
  noise: { flapChanges: 6, flapMinutes: 60, stormCards: 10 },
};

function problemsOf(stored: unknown): readonly { name: string; problem: string }[] {
  try {
    readTenantPolicy("acme", stored);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.settings;
    throw error;
  }
  throw new Error("the policy was not refused");
}

describe("a tenant's policy", () => {
  it("is complete when it is empty or missing", () => {
    for (const stored of [{}, null, undefined])
      expect(readTenantPolicy("acme", stored)).to.deep.equal(DEFAULTS);
  });

  it("keeps what it says beside the defaults, inside the buckets too", () => {
    const stored = { dailyCap: 60, buckets: { high: 80 }, thresholds: { "CR-02.warnRatio": 0.4 } };
    expect(readTenantPolicy("acme", stored)).to.deep.equal({
      ...DEFAULTS,
      dailyCap: 60,
      buckets: { high: 80, medium: 45 },
      thresholds: { "CR-02.warnRatio": 0.4 },
    });
  });

  const refused: readonly [says: string, stored: unknown, names: string][] = [
    ["a cap of 0", { dailyCap: 0 }, "dailyCap"],
    ["half a company", { dailyCap: 1.5 }, "dailyCap"],
    ["a number in words", { dailyCap: "60" }, "dailyCap"],
    ["a negative floor", { candidateFloor: -1 }, "candidateFloor"],
    ["a bucket above 100", { buckets: { high: 101, medium: 45 } }, "buckets.high"],
    ["buckets the wrong way round", { buckets: { high: 40, medium: 45 } }, "buckets"],
    ["buckets that leave no Medium", { buckets: { high: 45, medium: 45 } }, "buckets"],
    ["an export threshold above 100", { exportMinScore: 100.5 }, "exportMinScore"],
    ["a retention of no day", { retention: { qaDays: 0 } }, "retention.qaDays"],
    ["an empty sample", { qaSampleSize: 0 }, "qaSampleSize"],
    ["a sample of 51", { qaSampleSize: 51 }, "qaSampleSize"],
    ["a reviewer by name", { qaReviewers: ["@mia"] }, "qaReviewers.0"],
    ["a threshold in words", { thresholds: { "CR-02.warnRatio": "0.4" } }, "thresholds.CR-02.warnRatio"],
    ["a policy that is no object", "strict", "(all of it)"],
  ];
  for (const [says, stored, name] of refused)
    it(`refuses ${says}, and names it`, () => {
      const [problem, ...others] = problemsOf(stored);
      expect(problem?.name).to.equal(`policy of tenant acme, ${name}`);
      expect(others).to.deep.equal([]);
    });

  it("refuses a name it does not know, since that is a setting which would do nothing", () => {
    const [problem] = problemsOf({ dailycap: 60 });
    expect(problem?.name).to.include("acme");
    expect(problem?.problem).to.include("dailycap");
  });

  it("takes the limits themselves", () => {
    const stored = { dailyCap: 1, candidateFloor: 0, exportMinScore: 100, qaSampleSize: 50 };
    expect(readTenantPolicy("acme", stored)).to.include(stored);
  });
});
