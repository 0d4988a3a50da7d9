import { expect } from "chai";
import { judgeFunnel } from "../../../src/alerts/diagnostics/candidate-funnel.ts";
import { judgeDead } from "../../../src/alerts/diagnostics/dead-messages.ts";
import { judgeClasses } from "../../../src/alerts/diagnostics/error-classes.ts";
import { judgeLimits } from "../../../src/alerts/diagnostics/llm-limits.ts";
import { judgeOdooKey } from "../../../src/alerts/diagnostics/odoo-key.ts";
import { judgeQuota } from "../../../src/alerts/diagnostics/quota-left.ts";
import { judgeBlocked } from "../../../src/alerts/diagnostics/robots-blocked.ts";
import { judgeView } from "../../../src/alerts/diagnostics/view-locks.ts";

const NOW = new Date("2026-11-21T18:00:00Z");
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
const use = { vendor: "openai", calls: 100, errors: 0, rateLimitHits: 0, quotaExhausted: false };

describe("what a check by machine makes of its evidence", () => {
  const cases = [
    [
      "a view refreshed 25 h ago",
      judgeView({ lastRefreshedAt: hoursAgo(25), waiting: 0, holders: [] }, NOW),
      "ok",
    ],
    [
      "a view refreshed 26 h ago",
      judgeView({ lastRefreshedAt: hoursAgo(26), waiting: 0, holders: [] }, NOW),
      "bad",
    ],
    ["a view never refreshed", judgeView({ lastRefreshedAt: null, waiting: 0, holders: [] }, NOW), "bad"],
    ["a view waited for", judgeView({ lastRefreshedAt: hoursAgo(1), waiting: 1, holders: [7] }, NOW), "bad"],
    ["no vendor called", judgeQuota([], null), "unknown"],
    ["quota left", judgeQuota([use], null), "ok"],
    ["quota used up", judgeQuota([{ ...use, quotaExhausted: true }], null), "bad"],
    ["one credit left", judgeQuota([{ ...use, vendor: "zerobounce" }], 1), "ok"],
    ["no credit left", judgeQuota([{ ...use, vendor: "zerobounce" }], 0), "bad"],
    ["no site blocked", judgeBlocked([]), "ok"],
    ["no error", judgeClasses([]), "ok"],
    ["an error", judgeClasses([{ code: "dns", count: 1, examples: ["A"] }]), "bad"],
    ["no Odoo", judgeOdooKey(null, NOW), "unknown"],
    [
      "a key for 7 days",
      judgeOdooKey({ active: true, expiresAt: inDays(7), lastSuccessAt: null }, NOW),
      "ok",
    ],
    [
      "a key for 6 days",
      judgeOdooKey({ active: true, expiresAt: inDays(6.9), lastSuccessAt: null }, NOW),
      "bad",
    ],
    ["a key past its date", judgeOdooKey({ active: true, expiresAt: NOW, lastSuccessAt: null }, NOW), "bad"],
    [
      "a key without a date",
      judgeOdooKey({ active: true, expiresAt: null, lastSuccessAt: NOW }, NOW),
      "unknown",
    ],
    ["Odoo switched off", judgeOdooKey({ active: false, expiresAt: null, lastSuccessAt: null }, NOW), "bad"],
    ["no model called", judgeLimits(null, []), "unknown"],
    ["a fifth of the calls limited", judgeLimits({ ...use, rateLimitHits: 20 }, []), "ok"],
    ["more than a fifth limited", judgeLimits({ ...use, rateLimitHits: 21 }, []), "bad"],
    ["no profile", judgeFunnel({ companies: 9, inView: 0, rules: [] }), "bad"],
    [
      "an empty view",
      judgeFunnel({
        companies: 9,
        inView: 0,
        rules: [{ name: "p", byIndustry: 9, byCountry: 9, bySize: 9 }],
      }),
      "bad",
    ],
    [
      "a filled view",
      judgeFunnel({
        companies: 9,
        inView: 1,
        rules: [{ name: "p", byIndustry: 9, byCountry: 9, bySize: 1 }],
      }),
      "ok",
    ],
    ["no dead message", judgeDead([]), "ok"],
    ["a dead message", judgeDead([{ reason: "config", count: 1 }]), "bad"],
  ] as const;
  for (const [name, found, status] of cases) {
    it(`calls ${name} ${status}`, () => {
      expect(found.status).to.equal(status);
      expect(found.detail).to.match(/^\S.*\.$/);
    });
  }

  it("names the figures a person would look up", () => {
    const used = [
      { ...use, vendor: "lusha", errors: 11, quotaExhausted: true },
      use,
      { ...use, vendor: "zerobounce" },
    ];
    expect(judgeQuota(used, 12).detail).to.equal(
      "Used up: lusha (11 of 100 calls failed). Not used up: openai, zerobounce (12 credits left).",
    );
    expect(judgeLimits({ ...use, rateLimitHits: 21 }, [{ code: "rate_limited", count: 21 }]).detail).to.equal(
      "21 of 100 calls were rate-limited (21 %); errors: rate_limited (21).",
    );
    expect(
      judgeBlocked([{ code: "robots_disallowed", count: 4, examples: ["A", "B", "C"] }]).detail,
    ).to.include("A, B, C");
  });
});
