import { expect } from "chai";
import { startTown, type Town } from "../../../../demo/town/start-town.ts";
import { checkSchedules } from "../../../../src/cli/system/doctor/check-schedules.ts";
import { checkTenants } from "../../../../src/cli/system/doctor/check-tenants.ts";
import { readEnvironment } from "../../../../src/config/environment.ts";
import { createSecrets } from "../../../../src/database/create-secrets.ts";
import { saveOdooConnection } from "../../../../src/database/tenants/odoo-connection-store.ts";
import { savePolicy } from "../../../../src/database/tenants/tenant-admin-store.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../../support/test-database.ts";

describe("what the doctor says of tenants", () => {
  let test: TestDatabase;
  const secrets = createSecrets("5".repeat(64));

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });
  after(() => test.drop());

  it("names those that the settings schedule or leave out, and that are not there", async () => {
    const environment = readEnvironment({
      SCHED_TENANT_INCLUDE: "acme,acmee",
      SCHED_TENANT_EXCLUDE: "globex",
    });
    const findings = await checkTenants(test.database, secrets, environment, new Date());
    expect(findings.map(({ subject, detail }) => `${subject}: ${detail}`)).to.include.members([
      "SCHED_TENANT_INCLUDE: there is no tenant acmee",
      "SCHED_TENANT_EXCLUDE: there is no tenant globex",
    ]);
    const subjects = (await checkTenants(test.database, secrets, readEnvironment({}), new Date())).map(
      ({ subject }) => subject,
    );
    expect(subjects).to.deep.equal(["tenant acme", "escalation of acme"]);
  });

  it("finds an Odoo key that the installation's SECRETS_KEY does not open", async () => {
    await createTestTenant(test.database, "sealed");
    await test.database.withTenant("sealed", (transaction) =>
      saveOdooConnection(transaction, {
        tenantId: "sealed",
        baseUrl: "http://127.0.0.1:9",
        database: "d",
        apiKeySealed: createSecrets("6".repeat(64)).seal("key"),
        expiresAt: null,
      }),
    );
    const findings = await checkTenants(test.database, secrets, readEnvironment({}), new Date());
    expect(findings.find(({ subject }) => subject === "SECRETS_KEY")).to.include({ status: "fail" });
  });

  it("names zones and crons that were stored by hand and are wrong", async () => {
    expect(await checkSchedules(test.database)).to.deep.equal([]);
    await test.database.withService(async (transaction) => {
      await transaction.query(
        "insert into tenants (tenant_id, name, timezone) values ('west', 'West', 'US/Pacific-New')",
      );
      await transaction.query(
        `insert into schedules (tenant_id, schedule_id, name, cron, timezone, enabled) values
           ('west', 'default', 'Night', '0 25 * * *', 'BST', true), ('west', 'off', 'Off', 'never', null, false)`,
      );
    });
    const findings = await checkSchedules(test.database);
    await test.database.withService((transaction) =>
      transaction.query("update tenants set active = false where tenant_id = 'west'"),
    );
    expect(findings.map(({ subject, status, detail }) => `${status} ${subject}: ${detail}`)).to.deep.equal([
      'fail time zone of west: "US/Pacific-New" is no IANA time zone; name one such as Asia/Singapore, Europe/Berlin or UTC',
      "fail schedule default of west: is no cron expression: five fields in their ranges (59, 23, 31, 12, 7), e.g. 0 1 * * *",
      'fail schedule default of west: "BST" is an abbreviation, which means different zones to different programs; name the place instead, such as Europe/London',
    ]);
    expect(await checkSchedules(test.database)).to.deep.equal([]);
  });

  it("takes an escalation that calls somebody, and warns of one that calls nobody", async () => {
    await createTestTenant(test.database, "called");
    await test.database.withTenant("called", (transaction) =>
      savePolicy(transaction, "called", { escalation: { steps: [{ mention: ["U012AB3CD"] }] } }),
    );
    const findings = await checkTenants(test.database, secrets, readEnvironment({}), new Date());
    const warned = findings.filter(({ isForLive }) => isForLive).map(({ subject }) => subject);
    expect(warned).to.include("escalation of acme").and.not.include("escalation of called");
  });

  describe("about Odoo", () => {
    let town: Town;
    before(async () => {
      town = await startTown({ companies: [], odooDatabases: ["acme"] });
    });
    after(() => town.stop());

    async function odooOf(apiKey: string, baseUrl = town.odooUrl) {
      await test.database.withTenant("acme", (transaction) =>
        saveOdooConnection(transaction, {
          ...{ tenantId: "acme", baseUrl, database: "acme", expiresAt: null },
          apiKeySealed: secrets.seal(apiKey),
        }),
      );
      const findings = await checkTenants(test.database, secrets, readEnvironment({}), new Date());
      return findings.find(({ subject }) => subject === "Odoo of acme");
    }

    it("takes a key that Odoo takes", async () => {
      expect(await odooOf(town.odooApiKey)).to.include({ status: "ok" });
    });

    it("fails for a wrong or revoked key, although Odoo says its version to anybody", async () => {
      const found = await odooOf("wrong-key");
      expect(found).to.include({
        status: "fail",
        detail: "does not take its key: it is wrong, revoked or has ended",
      });
      expect(found?.remedy).to.include("tenants odoo acme");
    });

    it("fails for an address at which no Odoo answers", async () => {
      const found = await odooOf(town.odooApiKey, "http://127.0.0.1:9");
      expect(found?.status).to.equal("fail");
      expect(found?.detail).to.include("does not answer as Odoo");
    });
  });
});
