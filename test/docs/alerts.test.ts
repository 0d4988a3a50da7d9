import { expect } from "chai";
import { SLO_TABLE } from "../../src/alerts/objectives/slo-table.ts";
import { RULE_NOTIFIERS } from "../../src/alerts/policy/routing.ts";
import { AGENT_RULE_TYPES, type AgentRuleSettings } from "../../src/alerts/rulebook/agent-rule-table.ts";
import { PLATFORM_RULE_TABLE } from "../../src/alerts/rulebook/platform-rule-table.ts";
import type { RuleSettings, Threshold } from "../../src/alerts/rulebook/rule.ts";
import { RULE_TABLE } from "../../src/alerts/rulebook/rule-table.ts";
import { INHIBITIONS } from "../../src/alerts/suppression/inhibitions.ts";
import { readTable } from "./read-docs.ts";

type Row = Omit<RuleSettings, "window"> & { readonly window?: RuleSettings["window"] };

const RULES: readonly Row[] = [...Object.values(RULE_TABLE), ...Object.values(PLATFORM_RULE_TABLE)];

describe("docs/alerts.md", () => {
  it("has the table of rules as the code has it", () => {
    const expected = RULES.map((rule) => [
      rule.id,
      rule.title,
      rule.severity,
      rule.window ?? "installation",
      String(rule.forDurationMinutes),
      String(rule.keepFiringMinutes),
      rule.noData,
      String(rule.cooldownMinutes),
      rule.topic,
    ]);
    expect(readTable("docs/alerts.md", "Rules")).to.deep.equal(expected);
  });

  it("has the table of what is told besides Slack", () => {
    const expected = [...RULE_NOTIFIERS].map(([id, names]) => [id, names.join(", ")]);
    expect(readTable("docs/alerts.md", "Besides Slack")).to.deep.equal(expected);
  });

  it("has the table of inhibitions", () => {
    const expected = INHIBITIONS.map(({ by, suppresses, sharing }) => [by, suppresses, sharing]);
    expect(readTable("docs/alerts.md", "Inhibitions")).to.deep.equal(expected);
  });

  it("has the kinds of rule about an agent", () => {
    const expected = Object.entries<AgentRuleSettings>(AGENT_RULE_TYPES).map(([type, rule]) => [
      type,
      rule.id,
      rule.severity,
      String(rule.cooldownMinutes),
      Object.entries(rule.thresholds)
        .map(([name, { value, unit }]) => `${name} ${value} (${unit})`)
        .join(", "),
    ]);
    expect(readTable("docs/alerts.md", "Rules of your own")).to.deep.equal(expected);
  });

  it("has the service levels with window and formula", () => {
    const expected = Object.values(SLO_TABLE).map(({ subject, windowNights, formula, target }) => [
      subject,
      String(RULE_TABLE["SLO-16"].thresholds[target].value),
      String(windowNights),
      formula,
    ]);
    expect(readTable("docs/alerts.md", "Service levels")).to.deep.equal(expected);
  });

  it("has every threshold with its default, unit and meaning", () => {
    const expected = RULES.flatMap(({ id, thresholds }) =>
      Object.entries<Threshold>(thresholds).map(([name, { value, unit, meaning }]) => [
        `${id}.${name}`,
        String(value),
        unit,
        meaning,
      ]),
    );
    expect(readTable("docs/alerts.md", "Thresholds")).to.deep.equal(expected);
  });
});
