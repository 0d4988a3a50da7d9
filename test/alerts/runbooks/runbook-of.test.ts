import { expect } from "chai";
import { PLATFORM_TENANT } from "../../../src/alerts/rulebook/platform-rule-table.ts";
import { fillIn, runbookIdOf } from "../../../src/alerts/runbooks/runbook-of.ts";

describe("the runbook of an alert", () => {
  it("is its rule's, or that of its type for a rule of a tenant's own", () => {
    expect(runbookIdOf({ ruleId: "CR-02", facts: {} })).to.equal("CR-02");
    expect(runbookIdOf({ ruleId: "own-1", facts: { ruleType: "error_rate" } })).to.equal("AG-31");
    expect(runbookIdOf({ ruleId: "PL-20", facts: {} })).to.equal("PL-20");
  });

  const text = "Replace `TENANT` and `VENDOR` with those of the card. See below.\n\nTENANT RUN_ID VENDOR";
  const alert = { tenantId: "globex", runId: "r-1", facts: { vendor: "lusha" } };

  it("names the alert's tenant, run and vendor, and says nothing more of placeholders", () => {
    expect(fillIn(text, alert)).to.equal("See below.\n\nglobex r-1 lusha");
  });

  it("keeps what it says of placeholders where one is left", () => {
    const filled = fillIn(text, { ...alert, runId: null });
    expect(filled)
      .to.match(/^Replace /)
      .and.contain("globex RUN_ID lusha");
  });

  it("takes a tenant's id as it is, whatever it looks like", () => {
    expect(fillIn("TENANT", { ...alert, tenantId: "a$&b" })).to.equal("a$&b");
  });

  it("is left alone for an alert of the installation, which is about no tenant", () => {
    expect(fillIn(text, { ...alert, tenantId: PLATFORM_TENANT })).to.equal(text);
  });
});
