import { expect } from "chai";
import { disorderIn, problemWith, readLimits } from "../../../src/alerts/rulebook/read-limits.ts";
import { RULE_TABLE } from "../../../src/alerts/rulebook/rule-table.ts";

const RULE = RULE_TABLE["CR-02"];
const DEFAULTS = { warnRatio: 0.3, escalateRatio: 0.5, minimumAttempts: 20 };

describe("the limits of a rule", () => {
  const cases = [
    { what: "no override", overrides: {}, values: DEFAULTS, problems: [] },
    {
      what: "an override of its own",
      overrides: { "CR-02.warnRatio": 0.1 },
      values: { ...DEFAULTS, warnRatio: 0.1 },
      problems: [],
    },
    {
      what: "an override of another rule",
      overrides: { "CR-021.warnRatio": 0.1, "RC-13.toleratedRatio": 0.5 },
      values: DEFAULTS,
      problems: [],
    },
    {
      what: "an impossible value",
      overrides: { "CR-02.warnRatio": 30, "CR-02.minimumAttempts": 5 },
      values: { ...DEFAULTS, minimumAttempts: 5 },
      problems: ["CR-02.warnRatio"],
    },
    {
      what: "a name that it does not know",
      overrides: { "CR-02.warnRation": 0.2 },
      values: DEFAULTS,
      problems: ["CR-02.warnRation"],
    },
    {
      what: "two in the wrong order, which both fall back, and a third, which holds",
      overrides: { "CR-02.warnRatio": 0.7, "CR-02.escalateRatio": 0.6, "CR-02.minimumAttempts": 5 },
      values: { ...DEFAULTS, minimumAttempts: 5 },
      problems: ["CR-02.warnRatio"],
    },
    {
      what: "two that are equal, which are in order",
      overrides: { "CR-02.warnRatio": 0.6, "CR-02.escalateRatio": 0.6 },
      values: { ...DEFAULTS, warnRatio: 0.6, escalateRatio: 0.6 },
      problems: [],
    },
  ];
  for (const { what, overrides, values, problems } of cases) {
    it(`are right with ${what}`, () => {
      const limits = readLimits(RULE, overrides);
      expect(limits.values).to.deep.equal(values);
      expect(limits.problems.map(({ key }) => key)).to.deep.equal(problems);
    });
  }

  it("list no names for a rule without thresholds", () => {
    const { problems } = readLimits({ id: "VQ-03", thresholds: {} }, { "VQ-03.any": 1 });
    expect(problems).to.deep.equal([
      { key: "VQ-03.any", problem: "is not a threshold of this rule (known: none)" },
    ]);
  });
});

describe("the order of two thresholds", () => {
  const order = (values: Record<string, number>) =>
    disorderIn({ id: "X", ascending: ["low", "high"] }, values)?.name ?? "fine";

  it("is wrong just when the first is above the second", () => {
    expect(order({ low: 1, high: 2 })).to.equal("fine");
    expect(order({ low: 2, high: 2 })).to.equal("fine");
    expect(order({ low: 3, high: 2 })).to.equal("low");
  });

  it("is not asked for when one is not given or the rule has no order", () => {
    expect(order({ low: 1 })).to.equal("fine");
    expect(order({ high: 1 })).to.equal("fine");
    expect(disorderIn({ id: "X" }, { low: 3, high: 2 })).to.equal(null);
  });
});

describe("a threshold in minutes", () => {
  it("is at most a month", () => {
    const problem = (value: number) => problemWith(value, { value: 0, unit: "minutes", meaning: "" });
    expect(problem(31 * 24 * 60)).to.equal(null);
    expect(problem(31 * 24 * 60 + 1)).to.equal("is 44641, but minutes are a number from 0 to 44640");
  });
});
