import { expect } from "chai";
import { vendorQuota } from "../../../src/alerts/rules/vendor-quota.ts";
import { makeSnapshot, makeStage, makeVendor } from "../make-snapshot.ts";
import { decide, findOne } from "./decide.ts";

describe("VQ-03, a vendor's quota", () => {
  it("fires for each vendor whose quota is used up, and clears the others", () => {
    const vendors = [
      makeVendor("lusha", { quotaExhausted: true }),
      makeVendor("zerobounce", { quotaExhausted: true }),
      makeVendor("tavily"),
      makeVendor("openai"),
    ];
    expect(decide(vendorQuota, makeSnapshot({ vendors }))).to.deep.equal({
      lusha: "high",
      zerobounce: "high",
      tavily: "clear",
      openai: "clear",
    });
  });

  it("is quiet about rate limits", () => {
    const vendors = [makeVendor("lusha", { rateLimitHits: 99, errors: 99 })];
    expect(decide(vendorQuota, makeSnapshot({ vendors }))).to.deep.equal({ lusha: "clear" });
  });

  it("takes no silence for a quota: neither no call nor failed ones clear", () => {
    const vendors = [makeVendor("lusha", { calls: 0 }), makeVendor("tavily", { calls: 3, errors: 3 })];
    expect(decide(vendorQuota, makeSnapshot({ vendors }))).to.deep.equal({});
  });

  it("says how many companies went without what the vendor gives", () => {
    const snapshot = makeSnapshot({
      vendors: [makeVendor("lusha", { calls: 12, errors: 12, quotaExhausted: true })],
      stages: [makeStage("lusha", { status: "degraded", undone: { failed: 1, notTried: 24 } })],
    });
    const { summary, facts } = findOne(vendorQuota, snapshot);
    expect(summary).to.equal(
      "The quota at lusha is used up after 12 calls in this run: 25 companies went without contacts.",
    );
    expect(facts).to.include({ without: 25, calls: 12, errors: 12, costUsd: 0.5 });
    const one = makeSnapshot({
      vendors: [makeVendor("lusha", { calls: 1, quotaExhausted: true })],
      stages: [makeStage("lusha", { undone: { failed: 0, notTried: 1 } })],
    });
    expect(findOne(vendorQuota, one).summary).to.equal(
      "The quota at lusha is used up after 1 call in this run: 1 company went without contacts.",
    );
  });

  it("says what the night does without it, for OpenAI that waiting does not help", () => {
    const used = (vendor: string) =>
      findOne(
        vendorQuota,
        makeSnapshot({ vendors: [makeVendor(vendor, { calls: 7, quotaExhausted: true })] }),
      ).summary;
    expect(used("lusha")).to.equal(
      "The quota at lusha is used up after 7 calls in this run: companies without contacts get none.",
    );
    expect(used("openai")).to.equal(
      "The quota at openai is used up after 7 calls in this run: the account's spending limit or credit is used up, and waiting does not help.",
    );
    expect(used("another")).to.equal(
      "The quota at another is used up after 7 calls in this run: calls to it fail.",
    );
  });
});
