import { expect } from "chai";
import { checkTenants } from "../../../../src/cli/system/doctor/check-tenants.ts";
import { readEnvironment } from "../../../../src/config/environment.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../../support/test-database.ts";

describe("what the doctor says of tenants", () => {
  let test: TestDatabase;

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
    const findings = await checkTenants(test.database, environment, new Date());
    expect(findings.map(({ subject, detail }) => `${subject}: ${detail}`)).to.include.members([
      "SCHED_TENANT_INCLUDE: there is no tenant acmee",
      "SCHED_TENANT_EXCLUDE: there is no tenant globex",
    ]);
    const subjects = (await checkTenants(test.database, readEnvironment({}), new Date())).map(
      ({ subject }) => subject,
    );
    expect(subjects).to.deep.equal(["tenant acme"]);
  });
});
