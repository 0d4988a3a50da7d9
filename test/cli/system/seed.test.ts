import { createReadStream } from "node:fs";
import { expect } from "chai";
import { seed } from "../../../src/cli/system/seed.ts";
import { seedAgents } from "../../../src/cli/system/seed-agents.ts";
import { refreshCandidates } from "../../../src/database/tenants/candidate-view-store.ts";
import { listTenantSetups } from "../../../src/database/tenants/onboarding-store.ts";
import { listTenants } from "../../../src/database/tenants/tenant-store.ts";
import { importCompanies } from "../../../src/imports/import-companies.ts";
import { countCandidates } from "../../../src/runner/leads/targets/target-store.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

describe("seed", () => {
  let test: TestDatabase;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await seed(test.database);
  });

  after(() => test.drop());

  it("makes the two example tenants with the default policy, and changes nothing the second time", async () => {
    const tenants = await listTenants(test.database);
    expect(
      tenants.map(({ tenantId, policy }) => [tenantId, policy.alertChannel, policy.qaChannel]),
    ).to.deep.equal([
      ["acme", "nightshift-alerts", "nightshift-qa"],
      ["globex", "nightshift-alerts", "nightshift-qa"],
    ]);
    expect(await seed(test.database)).to.deep.equal([]);
    expect(await listTenants(test.database)).to.deep.equal(tenants);
  });

  it("gives each a rule that lets every company of the demo files through", async () => {
    const files = { acme: "companies.csv", globex: "companies-globex.csv" };
    for (const [tenantId, file] of Object.entries(files)) {
      await importCompanies(test.database, {
        tenantId,
        bytes: createReadStream(`demo/${file}`),
        fileName: file,
        actor: "cli",
        strict: true,
        now: new Date(),
      });
      const candidates = await test.database.withTenant(tenantId, async (transaction) => {
        await refreshCandidates(transaction);
        return countCandidates(transaction);
      });
      expect(candidates).to.deep.equal({ candidates: 60, excluded: 0 });
    }
  });

  it("makes agents with a day and a run whose figures are known, and says both", async () => {
    const world = { database: test.database, clock: () => new Date() };
    const [made, day, run] = await seedAgents(world, "acme");
    expect(made).to.match(/^Made 3 agents of acme, .* ns_/);
    const rows = (text: string | undefined) =>
      (text ?? "")
        .split("\n")
        .slice(1)
        .map((line) => line.trim().split(/ {2,}/));
    for (const [what, counted, real] of rows(day)) expect(counted, what).to.equal(real);
    expect(rows(day)).to.have.lengthOf(4);
    for (const [stage, items, ...ranks] of rows(run)) {
      expect(items, stage).to.equal("1000");
      for (const place of [0, 2, 4]) expect(ranks[place], stage).to.equal(ranks[place + 1]);
    }
    expect(rows(run)).to.have.lengthOf(3);
    expect(await seedAgents(world, "acme")).to.deep.equal([]);
  });

  it("leaves only Odoo to be set up", async () => {
    const setups = await listTenantSetups(test.database);
    expect(setups.map(({ steps, odoo }) => [steps.toSorted(), odoo])).to.deep.equal(
      Array.from({ length: 2 }, () => [["companies_imported", "icp_rules", "tenant_created"], null]),
    );
  });
});
