import { expect } from "chai";
import { crawlErrorRate } from "../../../src/alerts/rules/crawl-error-rate.ts";
import { makeSnapshot, makeStage } from "../make-snapshot.ts";
import { decide, findOne } from "./decide.ts";

function crawled(countSuccess: number, countError: number, more: Parameters<typeof makeStage>[1] = {}) {
  return makeSnapshot({ stages: [makeStage("crawl", { countSuccess, countError, ...more })] });
}

describe("CR-02, the crawl error rate", () => {
  it("stays quiet at exactly 30 % and fires above", () => {
    expect(decide(crawlErrorRate, crawled(70, 30))).to.deep.equal({ crawl: "clear" });
    expect(decide(crawlErrorRate, crawled(69, 31))).to.deep.equal({ crawl: "medium" });
  });

  it("is not critical at exactly 50 % and is above", () => {
    expect(decide(crawlErrorRate, crawled(50, 50))).to.deep.equal({ crawl: "medium" });
    expect(decide(crawlErrorRate, crawled(49, 51))).to.deep.equal({ crawl: "critical" });
  });

  it("judges 20 attempts and no fewer", () => {
    expect(decide(crawlErrorRate, crawled(0, 19))).to.deep.equal({});
    expect(decide(crawlErrorRate, crawled(0, 20))).to.deep.equal({ crawl: "critical" });
  });

  it("judges no attempts never, and one if that is enough for the tenant", () => {
    for (const minimumAttempts of [0, 1]) {
      const thresholds = { "CR-02.minimumAttempts": minimumAttempts };
      expect(decide(crawlErrorRate, { ...crawled(0, 0), thresholds })).to.deep.equal({});
      expect(decide(crawlErrorRate, { ...crawled(0, 1), thresholds })).to.deep.equal({ crawl: "critical" });
    }
  });

  it("counts a site blocked by robots.txt neither as an error nor as an attempt", () => {
    const blocked = { countBlocked: 100, countSkipped: 5, countTotal: 200 };
    expect(decide(crawlErrorRate, crawled(70, 30, blocked))).to.deep.equal({ crawl: "clear" });
    expect(decide(crawlErrorRate, crawled(69, 31, blocked))).to.deep.equal({ crawl: "medium" });
    expect(decide(crawlErrorRate, crawled(10, 9, blocked))).to.deep.equal({});
  });

  it("fires for a night of challenges, however many names are parked", () => {
    const topErrors = [{ errorCode: "challenge", count: 60 }];
    const parked = { countSkipped: 900, countTotal: 1_000, topErrors };
    const finding = findOne(crawlErrorRate, crawled(40, 60, parked));
    expect(finding.severity).to.equal("critical");
    expect(finding.summary)
      .to.contain("60 of 100 crawl attempts failed")
      .and.to.contain("mostly challenge (60)");
    expect(decide(crawlErrorRate, crawled(70, 30, parked))).to.deep.equal({ crawl: "clear" });
    expect(decide(crawlErrorRate, crawled(10, 9, parked))).to.deep.equal({});
  });

  it("may fire during the crawl, but only its end clears", () => {
    expect(decide(crawlErrorRate, crawled(10, 20, { status: "running" }))).to.deep.equal({
      crawl: "critical",
    });
    expect(decide(crawlErrorRate, crawled(29, 1, { status: "running" }))).to.deep.equal({});
    expect(decide(crawlErrorRate, crawled(29, 1, { status: "degraded" }))).to.deep.equal({ crawl: "clear" });
  });

  it("says nothing of a run that did not crawl", () => {
    expect(decide(crawlErrorRate, makeSnapshot({ stages: [] }))).to.deep.equal({});
    expect(decide(crawlErrorRate, crawled(0, 30, { status: "skipped" }))).to.deep.equal({});
  });

  it("takes the tenant's own thresholds", () => {
    const thresholds = { "CR-02.warnRatio": 0.1, "CR-02.escalateRatio": 0.2, "CR-02.minimumAttempts": 5 };
    expect(decide(crawlErrorRate, { ...crawled(9, 1), thresholds })).to.deep.equal({ crawl: "clear" });
    expect(decide(crawlErrorRate, { ...crawled(8, 1), thresholds })).to.deep.equal({ crawl: "medium" });
    expect(decide(crawlErrorRate, { ...crawled(4, 2), thresholds })).to.deep.equal({ crawl: "critical" });
  });

  it("says how many failed, of how many, of what, and the limit", () => {
    const topErrors = [
      { errorCode: "timeout", count: 20 },
      { errorCode: "dns", count: 7 },
      { errorCode: "http_500", count: 3 },
      { errorCode: "tls", count: 1 },
    ];
    const finding = findOne(crawlErrorRate, crawled(69, 31, { topErrors }));
    expect(finding.summary).to.equal(
      "31 of 100 crawl attempts failed (31 %, limit 30 %); mostly timeout (20), dns (7), http_500 (3). 31 companies are scored without the text of their sites.",
    );
    expect(finding.facts).to.include({ attempts: 100, errors: 31, errorRatio: 0.31, limit: 0.3 });
    expect(finding.facts).to.include({ topError: "timeout", blockedByRobots: 0 });
    const critical = findOne(crawlErrorRate, crawled(40, 60));
    expect(critical.summary).to.equal(
      "60 of 100 crawl attempts failed (60 %, limit 50 %). 60 companies are scored without the text of their sites.",
    );
    expect(critical.facts).to.include({ limit: 0.5, topError: null });
  });
});
