import { expect } from "chai";
import { PLATFORM_RULES } from "../../../src/alerts/rulebook/platform-rule-table.ts";
import { builtInRules, findBuiltInRule, findRuleTopic } from "../../../src/alerts/rules/rule-catalogue.ts";
import { TENANT_RULES } from "../../../src/alerts/rules/rules.ts";
import { NotFoundError } from "../../../src/errors.ts";

describe("the catalogue of rules", () => {
  it("has the rules about the installation for the platform, and those about runs for every tenant", () => {
    expect(builtInRules("platform")).to.equal(PLATFORM_RULES);
    expect(builtInRules("acme")).to.equal(TENANT_RULES);
  });

  it("finds a rule by its id in either case, among those of the tenant alone", () => {
    expect(findBuiltInRule("acme", "cr-02").id).to.equal("CR-02");
    expect(findBuiltInRule("acme", "CR-02").id).to.equal("CR-02");
    expect(findBuiltInRule("platform", "PL-20").id).to.equal("PL-20");
    expect(() => findBuiltInRule("acme", "PL-20")).to.throw(NotFoundError, "Known: MV-01, CR-02");
  });

  it("sends QA's alerts to QA, and all others to operations, also those of rules it does not know", () => {
    expect(["QA-08", "CR-02", "PL-20", "unknown"].map(findRuleTopic)).to.deep.equal([
      "qa",
      "operations",
      "operations",
      "operations",
    ]);
  });
});
