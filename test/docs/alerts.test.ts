import { expect } from "chai";
import { PLATFORM_RULE_TABLE } from "../../src/alerts/platform-rules.ts";
import type { RuleSettings, Threshold } from "../../src/alerts/rule.ts";
import { RULE_TABLE } from "../../src/alerts/rule-table.ts";
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
