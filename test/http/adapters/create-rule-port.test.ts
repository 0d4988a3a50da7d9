import { expect } from "chai";
import { InvalidInputError, NotFoundError } from "../../../src/errors.ts";
import { createRulePort } from "../../../src/http/adapters/create-rule-port.ts";
import { rejection } from "../../support/rejection.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

const BY = { tenantId: "acme", actor: "key:1" };

describe("a tenant's rules over HTTP", () => {
  let test: TestDatabase;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    await createTestTenant(test.database, "globex");
  });
  after(() => test.drop());

  const rules = () => createRulePort({ database: test.database, clock: () => new Date() });

  it("hold a rule of the tenant's own from its creation to its deletion, and show it to nobody else", async () => {
    const made = await rules().create(BY, {
      type: "cost_per_day",
      name: "Triage overspends",
      agentId: "triage",
      thresholds: { limitUsd: 5 },
      severity: null,
      cooldownMinutes: null,
    });
    expect(made).to.include({ type: "cost_per_day", title: "Triage overspends", agentId: "triage" });
    const changed = await rules().change(BY, made.ruleId, { name: "Triage", thresholds: { limitUsd: 7 } });
    expect(changed).to.include({ title: "Triage", agentId: "triage", severity: made.severity });
    expect(changed.thresholds.find(({ name }) => name === "limitUsd")).to.include({ value: 7 });
    const back = await rules().change(BY, made.ruleId, { thresholds: { limitUsd: null }, severity: "low" });
    expect(back.thresholds.find(({ name }) => name === "limitUsd")).to.include({ override: null });
    expect(back.severity).to.equal("low");
    expect((await rules().toggle(BY, made.ruleId, false)).enabled).to.equal(false);
    expect((await rules().list("globex")).map(({ ruleId }) => ruleId)).not.to.include(made.ruleId);
    expect(await rejection(rules().read("globex", made.ruleId))).to.be.instanceOf(NotFoundError);
    await rules().remove(BY, made.ruleId);
    expect(await rejection(rules().read("acme", made.ruleId))).to.be.instanceOf(NotFoundError);
  });

  it("keep a built-in rule's name and existence, and change its thresholds", async () => {
    const renamed = await rejection(rules().change(BY, "CR-02", { name: "Mine" }));
    expect(renamed).to.be.instanceOf(InvalidInputError);
    expect(await rejection(rules().remove(BY, "CR-02"))).to.be.instanceOf(InvalidInputError);
    const changed = await rules().change(BY, "CR-02", {
      thresholds: { warnRatio: 0.4 },
      severity: "critical",
    });
    expect(changed).to.include({ severity: "critical" });
    expect(changed.thresholds.find(({ name }) => name === "warnRatio")).to.include({ value: 0.4 });
  });

  it("say that there is no night to try thresholds on", async () => {
    const wish = { ruleId: "CR-02", thresholds: { warnRatio: 0.2 }, days: 14 };
    expect(await rules().replay("acme", wish)).to.deep.include({ runs: [], fired: 0 });
  });
});
