import { expect } from "chai";
import { NO_NIGHTS } from "../../../src/alerts/evidence/service-level-store.ts";
import { measureServiceLevels } from "../../../src/alerts/objectives/measure-service-levels.ts";
import { measurePrecision } from "../../../src/alerts/reports/measure-precision.ts";
import {
  measureResponse,
  type ResponseStep,
  readEpisodes,
} from "../../../src/alerts/reports/measure-response.ts";
import { minutesText, weeklyDigestText } from "../../../src/alerts/reports/weekly-digest-text.ts";

const START = new Date("2026-11-21T17:00:00Z");
const at = (minutes: number) => new Date(START.getTime() + minutes * 60_000);
const step = (reason: string, minutes: number, changes: Partial<ResponseStep> = {}): ResponseStep => ({
  tenantId: "acme",
  alertId: "a",
  ruleId: "CR-02",
  severity: "critical",
  reason,
  actor: "system",
  at: at(minutes),
  ...changes,
});

describe("episodes of alerts", () => {
  it("begin when an alert fires and again when it is back", () => {
    const episodes = readEpisodes([
      step("fired", 0),
      step("acknowledged", 4, { actor: "U0000001" }),
      step("escalated", 5),
      step("cleared", 9),
      step("refired", 20),
      step("resolved", 30, { actor: "U0000002" }),
    ]);
    expect(
      episodes.map((one) => [one.firedAt, one.acknowledgedAt, one.acknowledgedBy, one.endedAt, one.endedBy]),
    ).to.deep.equal([
      [at(0), at(4), "U0000001", at(9), "system"],
      [at(20), null, null, at(30), "U0000002"],
    ]);
  });

  it("are left out when their beginning is not known", () => {
    expect(readEpisodes([step("acknowledged", 4), step("cleared", 9)])).to.deep.equal([]);
  });

  it("do not mix alerts, nor tenants", () => {
    const episodes = readEpisodes([
      step("fired", 0),
      step("fired", 1, { alertId: "b" }),
      step("cleared", 2, { tenantId: "globex" }),
    ]);
    expect(episodes.map(({ endedAt }) => endedAt)).to.deep.equal([null, null]);
  });
});

describe("the measured response", () => {
  const measure = (steps: readonly ResponseStep[], now = at(1_000)) =>
    measureResponse(readEpisodes(steps), now);

  it("counts from when people could know of it, which a silence puts off", () => {
    const taken = step("acknowledged", 64, { actor: "U0000001" });
    const { all } = measure([step("fired", 0), step("unsilenced", 60), taken, step("unsilenced", 90)]);
    expect([all.acknowledgeMinutes?.mean, all.acknowledgedLate]).to.deep.equal([4, 0]);
  });

  it("is late after ten minutes, and not at them", () => {
    const taken = (minutes: number) =>
      measure([step("fired", 0), step("acknowledged", minutes, { actor: "U0000001" }), step("cleared", 60)])
        .all.acknowledgedLate;
    expect([taken(10), taken(10.1)]).to.deep.equal([0, 1]);
  });

  it("is late while nobody has taken an open alert", () => {
    expect(measure([step("fired", 0)], at(10)).all.acknowledgedLate).to.equal(0);
    expect(measure([step("fired", 0)], at(11)).all).to.include({
      acknowledgedLate: 1,
      open: 1,
      acknowledged: 0,
    });
  });

  it("holds only critical alerts to two hours", () => {
    const over = (minutes: number, severity: ResponseStep["severity"]) =>
      measure([step("fired", 0, { severity }), step("cleared", minutes, { severity })]).all.resolvedLate;
    expect([over(120, "critical"), over(121, "critical"), over(121, "high")]).to.deep.equal([0, 1, 0]);
  });

  it("has mean, median and 90th percentile, and none without data", () => {
    const steps = [1, 2, 3, 10].flatMap((minutes, index) => [
      step("fired", 0, { alertId: `${index}` }),
      step("acknowledged", minutes, { alertId: `${index}`, actor: "U0000001" }),
    ]);
    expect(measure(steps).all.acknowledgeMinutes).to.deep.equal({ mean: 4, median: 2, p90: 10 });
    expect(measure([]).all).to.include({ acknowledgeMinutes: null, resolveMinutes: null, fired: 0 });
  });

  it("is told by rule in alphabetical order where they were as busy", () => {
    const steps = ["OE-06", "CR-02", "MV-01"].map((ruleId) => step("fired", 0, { alertId: ruleId, ruleId }));
    expect(measure(steps).byRule.map(({ key }) => key)).to.deep.equal(["CR-02", "MV-01", "OE-06"]);
  });

  it("is told by rule, tenant and person, the busiest first", () => {
    const report = measure([
      step("fired", 0),
      step("acknowledged", 1, { actor: "U0000001" }),
      step("fired", 0, { alertId: "b", ruleId: "MV-01", tenantId: "globex" }),
      step("resolved", 3, { alertId: "b", ruleId: "MV-01", tenantId: "globex", actor: "U0000002" }),
      step("fired", 0, { alertId: "c" }),
      step("cleared", 3, { alertId: "c" }),
    ]);
    expect(report.byRule.map(({ key, fired }) => [key, fired])).to.deep.equal([
      ["CR-02", 2],
      ["MV-01", 1],
    ]);
    expect(report.byTenant.map(({ key }) => key)).to.deep.equal(["acme", "globex"]);
    expect(report.byPerson.map(({ key }) => key)).to.deep.equal(["U0000001", "U0000002"]);
    expect(report.all.endedUnseen).to.equal(1);
  });
});

describe("the precision of rules", () => {
  it("is the share that nobody called not useful, the worst first", () => {
    const found = measurePrecision([
      { ruleId: "A", alerts: 4, notUseful: 0 },
      { ruleId: "B", alerts: 4, notUseful: 3 },
      { ruleId: "C", alerts: 0, notUseful: 0 },
      { ruleId: "D", alerts: 1, notUseful: 1 },
    ]);
    expect(found.map(({ ruleId, precision }) => [ruleId, precision])).to.deep.equal([
      ["D", 0],
      ["B", 0.25],
      ["A", 1],
    ]);
  });
});

describe("the digest", () => {
  const week = { since: at(-7 * 1440), until: at(0) };
  const measured = (steps: readonly ResponseStep[]) => ({
    ...measureResponse(readEpisodes(steps), at(0)),
    ...week,
    precision: [],
    serviceLevels: [],
    fleet: null,
  });

  it("says so when the week was quiet", () => {
    expect(weeklyDigestText("acme", measured([]))).to.equal(
      "acme: alerts from 2026-11-14 to 2026-11-21: none. A quiet week.",
    );
  });

  it("tells how many, how fast and which", () => {
    const steps = [
      step("fired", -100),
      step("acknowledged", -70, { actor: "U0000001" }),
      step("cleared", -10),
    ];
    const precision = measurePrecision([{ ruleId: "CR-02", alerts: 1, notUseful: 1 }]);
    expect(weeklyDigestText("acme", { ...measured(steps), precision }).split("\n")).to.deep.equal([
      "acme: alerts from 2026-11-14 to 2026-11-21: 1 alert, 1 acknowledged, 0 ended by themselves, 0 still open.",
      "Acknowledged after 30 min on average (target 10 min); 1 later than that.",
      "Resolved after 90 min on average; 0 critical ones took longer than 2 h.",
      "Most frequent: CR-02 (1).",
      "Least useful by your feedback: CR-02 (0 % useful). `node_modules/.bin/nightshift alerts replay` shows what another threshold would do.",
    ]);
  });

  it("claims no times of a week in which nobody acknowledged or ended an alert", () => {
    const lines = weeklyDigestText("acme", measured([step("fired", -100)])).split("\n");
    expect(lines.slice(1, 3)).to.deep.equal([
      "Nobody acknowledged one (target 10 min).",
      "None has been resolved yet.",
    ]);
  });

  it("tells how each service level stands", () => {
    const nights = { ...NO_NIGHTS, ended: 90, failed: 2, durationP95Minutes: 64.4, durations: 88 };
    const found = { ...nights, crawlSuccessP50: 0.9, crawls: 1 };
    const limits = {
      runSuccessRatio: 0.98,
      durationP95Minutes: 90,
      crawlSuccessRatio: 0.7,
      businessEmailRatio: 0.4,
    };
    const figures = measureServiceLevels(found, { ...limits, minimumNights: 5 });
    const serviceLevels = [{ tenantId: "acme", figures }];
    expect(
      weeklyDigestText("acme", { ...measured([]), serviceLevels })
        .split("\n")
        .slice(1),
    ).to.deep.equal([
      "Service levels:",
      "• Run success 97.8 % of 90 nights, 2 failed and 1 may (target 98 %): NOT KEPT.",
      "• Run duration 64 min (95th percentile) of 88 nights (target below 90 min): kept.",
      "• Crawl success 90 % of 1 night (target 70 %): too few nights.",
      "• Companies with a business address: no night to measure: too few nights.",
    ]);
  });

  it("tells minutes as hours from two hours on", () => {
    expect([minutesText(119.9), minutesText(120)]).to.deep.equal(["119.9 min", "2 h"]);
  });
});
