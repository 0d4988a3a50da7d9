import { expect } from "chai";
import { PROBES } from "../../../src/alerts/probes/probes.ts";
import { AGENT_RULE_TYPES, type AgentRuleSettings } from "../../../src/alerts/rulebook/agent-rule-table.ts";
import { PLATFORM_RULE_TABLE, PLATFORM_RULES } from "../../../src/alerts/rulebook/platform-rule-table.ts";
import { problemWith } from "../../../src/alerts/rulebook/read-limits.ts";
import { RULE_TABLE } from "../../../src/alerts/rulebook/rule-table.ts";
import { TENANT_RULES } from "../../../src/alerts/rules/rules.ts";
import { readRunbooks } from "../../../src/alerts/runbooks/runbook-store.ts";

const AGENT_TYPES: readonly AgentRuleSettings[] = Object.values(AGENT_RULE_TYPES);

describe("the list of rules", () => {
  it("has each row of the table once", () => {
    expect(TENANT_RULES.map(({ id }) => id).sort()).to.deep.equal(Object.keys(RULE_TABLE).sort());
    for (const [id, row] of Object.entries({ ...RULE_TABLE, ...PLATFORM_RULE_TABLE })) {
      expect(row.id).to.equal(id);
    }
  });

  it("has a probe for each rule about the installation, but for those that are judged elsewhere", () => {
    const elsewhere = ["PL-21", "PL-32"];
    expect(PROBES.map(({ rule }) => rule.id)).to.deep.equal(
      PLATFORM_RULES.map(({ id }) => id).filter((id) => !elsewhere.includes(id)),
    );
  });

  it("has only defaults that its units allow", () => {
    for (const rule of [...TENANT_RULES, ...PLATFORM_RULES, ...AGENT_TYPES]) {
      for (const [name, threshold] of Object.entries(rule.thresholds)) {
        expect(problemWith(threshold.value, threshold), `${rule.id}.${name}`).to.equal(null);
      }
    }
  });

  it("has a runbook for each rule, and no rule runbook without a rule", async () => {
    const runbooks = await readRunbooks("runbooks");
    const ofRules = runbooks.filter(({ kind }) => kind === "rule").map(({ id }) => id);
    expect(ofRules.sort()).to.deep.equal(
      [...TENANT_RULES, ...PLATFORM_RULES, ...AGENT_TYPES].map(({ runbookId }) => runbookId).sort(),
    );
  });

  it("has the title and severity its runbook tells", async () => {
    const runbooks = await readRunbooks("runbooks");
    for (const rule of [...TENANT_RULES, ...PLATFORM_RULES, ...AGENT_TYPES]) {
      const runbook = runbooks.find(({ id }) => id === rule.runbookId);
      expect(runbook).to.include({ title: rule.title, severity: rule.severity });
    }
  });
});

describe("what a unit allows", () => {
  const cases = [
    { unit: "ratio", good: [0, 0.3, 1], bad: [-0.01, 1.01, Number.NaN] },
    { unit: "count", good: [0, 20], bad: [-1, 1.5, Number.POSITIVE_INFINITY] },
    { unit: "minutes", good: [0, 0.5, 30], bad: [-1, Number.NaN, Number.POSITIVE_INFINITY] },
    { unit: "usd", good: [0, 4.5], bad: [-1, Number.NaN, Number.POSITIVE_INFINITY] },
    { unit: "switch", good: [0, 1], bad: [0.5, 2, -1] },
  ] as const;
  for (const { unit, good, bad } of cases) {
    it(`is told of a ${unit} both ways`, () => {
      const problem = (value: number) => problemWith(value, { value: 0, unit, meaning: "" });
      for (const value of good) expect(problem(value), `${value}`).to.equal(null);
      for (const value of bad) expect(problem(value), `${value}`).to.include(`is ${value}`);
    });
  }
});
