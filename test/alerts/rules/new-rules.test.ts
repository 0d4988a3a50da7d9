import { expect } from "chai";
import type { ReconciledTotal, ServiceLevels } from "../../../src/alerts/rulebook/rule.ts";
import { odooKeyExpiry } from "../../../src/alerts/rules/odoo-key-expiry.ts";
import { serviceLevel } from "../../../src/alerts/rules/service-level.ts";
import { totalsReconcile } from "../../../src/alerts/rules/totals-reconcile.ts";
import { unpricedCalls } from "../../../src/alerts/rules/unpriced-calls.ts";
import { makeSnapshot, makeVendor, minutesIn, NO_NIGHTS } from "../make-snapshot.ts";
import { decide, findOne } from "./decide.ts";

const DAY_MINUTES = 24 * 60;

describe("RC-13, totals that do not reconcile", () => {
  const judge = (...reconciled: ReconciledTotal[]) => decide(totalsReconcile, makeSnapshot({ reconciled }));
  const total = (stored: number, counted: number): ReconciledTotal => ({
    name: "crawl",
    of: "stage",
    stored,
    counted,
    by: "events",
  });

  it("stays quiet at exactly 2 % and fires above it, in both directions", () => {
    expect(judge(total(100, 98))).to.deep.equal({ crawl: "clear" });
    expect(judge(total(98, 100))).to.deep.equal({ crawl: "clear" });
    expect(judge(total(1000, 979))).to.deep.equal({ crawl: "medium" });
    expect(judge(total(979, 1000))).to.deep.equal({ crawl: "medium" });
  });

  it("judges a subject by its worst total, and nothing of nothing as equal", () => {
    expect(judge(total(100, 100), { ...total(100, 50), by: "companies" })).to.deep.equal({ crawl: "medium" });
    expect(judge(total(0, 0))).to.deep.equal({ crawl: "clear" });
    expect(judge(total(0, 1))).to.deep.equal({ crawl: "medium" });
  });

  it("says the first of the worst totals, and what it was compared with", () => {
    const reconciled = [total(90, 100), { ...total(100, 90), by: "companies" as const }];
    const worst = (...totals: ReconciledTotal[]) =>
      findOne(totalsReconcile, makeSnapshot({ reconciled: totals }));
    expect(worst(...reconciled)).to.deep.include({
      summary:
        "crawl has a total of 90, but 100 events (10 % apart, 2 % is tolerated). No lead is lost, but the run's figures and costs cannot be relied on.",
      facts: { runId: makeSnapshot().run.runId, stored: 90, counted: 100, by: "events", tolerated: 0.02 },
    });
    expect(worst(...reconciled.toReversed()).summary).to.equal(
      "crawl has a total of 100, but 90 companies (10 % apart, 2 % is tolerated). No lead is lost, but the run's figures and costs cannot be relied on.",
    );
  });

  it("says nothing where the events are gone", () => {
    expect(decide(totalsReconcile, makeSnapshot({ reconciled: null }))).to.deep.equal({});
  });
});

describe("UP-14, calls without a price", () => {
  it("fires from the first call, and clears a vendor whose calls all have one", () => {
    const vendors = [
      makeVendor("openai", { unpricedCalls: 1 }),
      makeVendor("lusha"),
      makeVendor("tavily", { calls: 0 }),
    ];
    expect(decide(unpricedCalls, makeSnapshot({ vendors }))).to.deep.equal({ openai: "low", lusha: "clear" });
  });

  it("tolerates as many as the tenant says, and one call without trouble is enough to clear", () => {
    const judge = (calls: number, unpriced: number) =>
      decide(
        unpricedCalls,
        makeSnapshot({
          vendors: [makeVendor("openai", { calls, unpricedCalls: unpriced })],
          thresholds: { "UP-14.toleratedCalls": 3 },
        }),
      );
    expect(judge(9, 4)).to.deep.equal({ openai: "low" });
    expect(judge(9, 3)).to.deep.equal({ openai: "clear" });
    expect(judge(1, 0)).to.deep.equal({ openai: "clear" });
    expect(judge(0, 0)).to.deep.equal({});
  });

  it("says how many of how many", () => {
    const summary = (unpriced: number) =>
      findOne(
        unpricedCalls,
        makeSnapshot({ vendors: [makeVendor("openai", { calls: 9, unpricedCalls: unpriced })] }),
      ).summary;
    const rest =
      "no known price: the run cost more than is shown. No lead is lost, but spending limits do not hold for them.";
    expect(summary(1)).to.equal(`1 call of 9 to openai has ${rest}`);
    expect(summary(2)).to.equal(`2 calls of 9 to openai have ${rest}`);
  });
});

describe("OK-15, Odoo's key", () => {
  const expiring = (minutes: number) =>
    makeSnapshot({ now: minutesIn(0), run: { odooExpiresAt: minutesIn(minutes), odooReady: true } });
  const judge = (minutes: number) => decide(odooKeyExpiry, expiring(minutes));
  const MS = 1 / 60_000;

  it("is quiet a moment more than 14 days before the end, fires from then on, and gets worse at the end", () => {
    expect(judge(14 * DAY_MINUTES + MS)).to.deep.equal({ odoo_key: "clear" });
    expect(judge(14 * DAY_MINUTES)).to.deep.equal({ odoo_key: "medium" });
    expect(judge(MS)).to.deep.equal({ odoo_key: "medium" });
    expect(judge(0)).to.deep.equal({ odoo_key: "high" });
  });

  it("says on which day, however long it is until then", () => {
    const facts = { expiresAt: "2026-11-22T17:00:00.000Z", daysAhead: 14 };
    expect(findOne(odooKeyExpiry, expiring(DAY_MINUTES))).to.deep.include({
      summary:
        "The Odoo key expires on 2026-11-22, within 14 days; without a new one, no leads reach Odoo. The last run brought 60 leads there.",
      facts,
    });
    expect(
      findOne(odooKeyExpiry, { ...expiring(DAY_MINUTES), now: minutesIn(2 * DAY_MINUTES) }),
    ).to.deep.include({
      summary: "The Odoo key expired on 2026-11-22. No lead reaches Odoo until there is a new one.",
      facts,
    });
  });

  it("clears for a key without an end, and says nothing without a connection", () => {
    expect(decide(odooKeyExpiry, makeSnapshot())).to.deep.equal({ odoo_key: "clear" });
    expect(decide(odooKeyExpiry, makeSnapshot({ run: { odooReady: null } }))).to.deep.equal({});
  });
});

describe("SLO-16, service levels", () => {
  const judge = (changes: Partial<ServiceLevels>, thresholds = {}) =>
    decide(serviceLevel, makeSnapshot({ thresholds, serviceLevels: { ...NO_NIGHTS, ...changes } }));

  it("has a budget of 90 nights from the first night on: the second failure breaks it", () => {
    expect(judge({ ended: 3, failed: 1 })).to.deep.equal({ run_success: "clear" });
    expect(judge({ ended: 3, failed: 2 })).to.deep.equal({ run_success: "high" });
    expect(judge({ ended: 100, failed: 2 })).to.deep.equal({ run_success: "clear" });
    expect(judge({ ended: 100, failed: 3 })).to.deep.equal({ run_success: "high" });
  });

  it("wants the 95th percentile below 90 minutes, over at least five nights", () => {
    expect(judge({ durations: 5, durationP95Minutes: 89.9 })).to.deep.equal({ run_duration: "clear" });
    expect(judge({ durations: 5, durationP95Minutes: 90 })).to.deep.equal({ run_duration: "high" });
    expect(judge({ durations: 4, durationP95Minutes: 90 })).to.deep.equal({});
  });

  it("wants medians at their targets", () => {
    expect(judge({ crawls: 5, crawlSuccessP50: 0.7 })).to.deep.equal({ crawl_success: "clear" });
    expect(judge({ crawls: 5, crawlSuccessP50: 0.699 })).to.deep.equal({ crawl_success: "high" });
    expect(judge({ crawls: 4, crawlSuccessP50: 0.1 })).to.deep.equal({});
    expect(judge({ businessEmails: 5, businessEmailP50: 0.4 })).to.deep.equal({ business_email: "clear" });
    expect(judge({ businessEmails: 5, businessEmailP50: 0.39 })).to.deep.equal({ business_email: "high" });
  });

  it("says by how much each is missed", () => {
    const say = (changes: Partial<ServiceLevels>) =>
      findOne(serviceLevel, makeSnapshot({ serviceLevels: { ...NO_NIGHTS, ...changes } }));
    const { runId } = makeSnapshot().run;
    expect(say({ ended: 100, failed: 3 })).to.deep.include({
      summary:
        "3 nights of 100 failed within 90 nights; 2 may fail (target 98 %). 3 nights of 90 brought no leads in time.",
      facts: { runId, failed: 3, ended: 100, target: 0.98 },
    });
    expect(say({ durations: 5, durationP95Minutes: 120.4 })).to.deep.include({
      summary:
        "95 % of 5 nights took up to 120 minutes; the target is less than 90. Leads are ready later than promised; none is lost.",
      facts: { runId, p95Minutes: 120.4, nights: 5, target: 90 },
    });
    expect(say({ crawls: 5, crawlSuccessP50: 0.655 })).to.deep.include({
      summary:
        "Crawl success: the median of 5 nights is 65.5 %; the target is 70 %. Leads rest on fewer sites than promised; none is lost.",
      facts: { runId, value: 0.655, nights: 5, target: 0.7 },
    });
  });

  it("says nothing of a tenant without a night, whatever its limits", () => {
    expect(judge({})).to.deep.equal({});
    expect(judge({}, { "SLO-16.minimumNights": 0 })).to.deep.equal({});
  });
});
