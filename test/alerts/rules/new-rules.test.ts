import { expect } from "chai";
import type { Reconciled, ServiceLevels } from "../../../src/alerts/rulebook/rule.ts";
import { odooKeyExpiry } from "../../../src/alerts/rules/odoo-key-expiry.ts";
import { serviceLevel } from "../../../src/alerts/rules/service-level.ts";
import { totalsReconcile } from "../../../src/alerts/rules/totals-reconcile.ts";
import { unpricedCalls } from "../../../src/alerts/rules/unpriced-calls.ts";
import { makeSnapshot, makeVendor, minutesIn, NO_NIGHTS } from "../make-snapshot.ts";
import { decide } from "./decide.ts";

const DAY_MINUTES = 24 * 60;

describe("RC-13, totals that do not reconcile", () => {
  const judge = (...reconciled: Reconciled[]) => decide(totalsReconcile, makeSnapshot({ reconciled }));
  const total = (stored: number, counted: number): Reconciled => ({
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
});

describe("OK-15, Odoo's key", () => {
  const judge = (minutes: number) =>
    decide(
      odooKeyExpiry,
      makeSnapshot({ now: minutesIn(0), run: { odooExpiresAt: minutesIn(minutes), odooReady: true } }),
    );

  it("is quiet a moment more than 14 days before the end, fires from then on, and gets worse at the end", () => {
    expect(judge(14 * DAY_MINUTES + 1)).to.deep.equal({ odoo_key: "clear" });
    expect(judge(14 * DAY_MINUTES)).to.deep.equal({ odoo_key: "medium" });
    expect(judge(1)).to.deep.equal({ odoo_key: "medium" });
    expect(judge(0)).to.deep.equal({ odoo_key: "high" });
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

  it("says nothing of a tenant without a night, whatever its limits", () => {
    expect(judge({})).to.deep.equal({});
    expect(judge({}, { "SLO-16.minimumNights": 0 })).to.deep.equal({});
  });
});
