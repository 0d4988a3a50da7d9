import { expect } from "chai";
import fc from "fast-check";
import { createRule } from "../../../src/alerts/rulebook/create-rule.ts";
import { assessRules, evaluateRules, RULE_ITSELF } from "../../../src/alerts/rulebook/evaluate-rules.ts";
import type { AlertRule, RuleSettings } from "../../../src/alerts/rulebook/rule.ts";
import { RULE_TABLE } from "../../../src/alerts/rulebook/rule-table.ts";
import { crawlErrorRate } from "../../../src/alerts/rules/crawl-error-rate.ts";
import { RULES } from "../../../src/alerts/rules/rules.ts";
import { fingerprint } from "../../../src/alerts/transition/fingerprint.ts";
import { VendorError } from "../../../src/vendors/calling/vendor-error.ts";
import { makeSnapshot, makeStage, makeVendor, minutesIn } from "../make-snapshot.ts";

function throwing(error: unknown): AlertRule {
  return {
    ...crawlErrorRate,
    assess: () => {
      throw error;
    },
  };
}

describe("evaluating the rules", () => {
  it("finds nothing in a night without trouble", () => {
    expect(evaluateRules(makeSnapshot(), RULES)).to.deep.equal([]);
  });

  it("finds each trouble of a bad night once", () => {
    const snapshot = makeSnapshot({
      stages: [
        makeStage("mv_refresh", { countTotal: 1, countSuccess: 1 }),
        makeStage("select_targets"),
        makeStage("crawl", { countSuccess: 30, countError: 20 }),
        makeStage("export_odoo", { countSuccess: 5, countError: 2 }),
      ],
      vendors: [makeVendor("lusha", { quotaExhausted: true }), makeVendor("openai", { rateLimitHits: 5 })],
    });
    const found = evaluateRules(snapshot, RULES).map(({ ruleId, subject }) => `${ruleId} ${subject}`);
    expect(found).to.deep.equal(["CR-02 crawl", "VQ-03 lusha", "OE-06 export_odoo"]);
  });

  it("turns a rule that throws into a finding about itself, and still asks the others", () => {
    const bad = makeSnapshot({ stages: [makeStage("export_odoo", { countError: 2 })] });
    const others = RULES.filter(({ id }) => id !== "CR-02" && id !== "MV-01");
    const [first, ...rest] = evaluateRules(bad, [throwing(new TypeError("x is undefined")), ...others]);
    expect(first).to.deep.equal({
      ruleId: "CR-02",
      subject: RULE_ITSELF,
      severity: "high",
      summary:
        "Rule CR-02 does not work as configured: it failed with TypeError (unexpected) and was not evaluated.",
      facts: { errorCode: "unexpected", errorClass: "TypeError" },
    });
    expect(rest.map(({ ruleId }) => ruleId)).to.deep.equal(["OE-06"]);
  });

  it("does not pass on what the error said, only its code", () => {
    const error = new VendorError("lusha", "auth", {
      operation: "search",
      vendorCode: "someone@example.com",
    });
    const [finding] = evaluateRules(makeSnapshot(), [throwing(error)]);
    expect(JSON.stringify(finding)).to.include("lusha_auth").and.not.include("@");
    const [other] = evaluateRules(makeSnapshot(), [throwing("someone@example.com")]);
    expect(JSON.stringify(other)).to.not.include("@");
    expect(other?.facts).to.deep.equal({ errorCode: "unexpected", errorClass: "string" });
  });

  it("clears the finding about itself when the rule works again", () => {
    expect(assessRules(makeSnapshot(), [crawlErrorRate])).to.deep.include({
      ruleId: "CR-02",
      subject: RULE_ITSELF,
      finding: null,
    });
  });

  it("uses the default for an impossible threshold, and says so", () => {
    const thresholds = { "CR-02.warnRatio": 30, "CR-02.warnRation": 0.2, "OE-06.toleratedErrors": 5 };
    const stages = [makeStage("crawl", { countSuccess: 60, countError: 40 })];
    const findings = evaluateRules(makeSnapshot({ thresholds, stages }), [crawlErrorRate]);
    expect(findings.map(({ subject }) => subject)).to.deep.equal(["crawl", RULE_ITSELF]);
    expect(findings[1]?.summary).to.equal(
      "Rule CR-02 does not work as configured: CR-02.warnRatio is 30, but a ratio is between 0 and 1; the default is used; " +
        "CR-02.warnRation is not a threshold of this rule (known: warnRatio, escalateRatio, minimumAttempts); the default is used.",
    );
  });

  it("uses the defaults for thresholds in the wrong order, and says so; equal ones are in order", () => {
    const stages = [makeStage("crawl", { countSuccess: 60, countError: 40 })];
    const limits = (warnRatio: number) => ({ "CR-02.warnRatio": warnRatio, "CR-02.escalateRatio": 0.4 });
    const findings = evaluateRules(makeSnapshot({ thresholds: limits(0.41), stages }), [crawlErrorRate]);
    expect(findings.map(({ subject }) => subject)).to.deep.equal(["crawl", RULE_ITSELF]);
    expect(findings[1]?.summary).to.include(
      "CR-02.warnRatio is 0.41, but must not be above CR-02.escalateRatio, which is 0.4",
    );
    expect(evaluateRules(makeSnapshot({ thresholds: limits(0.4), stages }), [crawlErrorRate])).to.deep.equal(
      [],
    );
  });

  it("fires without data just where the table says so", () => {
    const empty = makeSnapshot({
      run: { status: "running", endedAt: null },
      stages: [],
      metrics: {},
      now: minutesIn(600),
    });
    for (const rule of RULES) {
      expect(evaluateRules(empty, [rule]).length > 0, rule.id).to.equal(rule.noData === "alerting");
    }
  });

  it("takes what cannot be judged for trouble, for fine, or for what it was before, as the rule's row says", () => {
    const rule = (noData: RuleSettings["noData"]) =>
      createRule({ ...RULE_TABLE["CR-02"], noData }, (_snapshot, _limits, say) =>
        say.noData("crawl", { summary: "Nothing is known.", loss: null, facts: {} }),
      );
    const said = (noData: RuleSettings["noData"]) =>
      assessRules(makeSnapshot(), [rule(noData)]).flatMap(({ subject, finding }) =>
        subject === RULE_ITSELF ? [] : [finding?.summary ?? "clear"],
      );
    expect(said("alerting")).to.deep.equal(["Nothing is known."]);
    expect(said("ok")).to.deep.equal(["clear"]);
    expect(said("keep")).to.deep.equal([]);
  });

  it("gives every finding of a rule the rule's id and one assessment a subject", () => {
    const vendors = ["openai", "lusha", "tavily"].map((vendor) =>
      makeVendor(vendor, { quotaExhausted: true }),
    );
    for (const rule of RULES) {
      const assessments = assessRules(makeSnapshot({ vendors }), [rule]);
      expect(assessments.every(({ ruleId }) => ruleId === rule.id)).to.equal(true);
      expect(new Set(assessments.map(({ subject }) => subject)).size).to.equal(assessments.length);
    }
  });
});

describe("a fingerprint", () => {
  it("is the same for the same rule, subject and tenant whatever was found", () => {
    const finding = { ruleId: "CR-02", subject: "crawl" };
    expect(fingerprint(finding, "acme")).to.equal("acme:CR-02:crawl");
  });

  it("differs whenever one of the three does, whatever they are made of", () => {
    expect(fingerprint({ ruleId: "b", subject: "c" }, "a:a")).to.not.equal(
      fingerprint({ ruleId: "a:b", subject: "c" }, "a"),
    );
    const part = fc.string({ unit: fc.constantFrom("a", ":", "%", "/", "é"), maxLength: 4 });
    const triple = fc.tuple(part, part, part);
    fc.assert(
      fc.property(triple, triple, (one, other) => {
        const print = ([tenant, ruleId, subject]: readonly [string, string, string]) =>
          fingerprint({ ruleId, subject }, tenant);
        expect(print(one) === print(other)).to.equal(one.every((text, index) => text === other[index]));
      }),
    );
  });
});
