import { expect } from "chai";
import { checkSecrets } from "../../../../src/cli/system/doctor/check-secrets.ts";
import { createSecrets } from "../../../../src/database/create-secrets.ts";
import { rotateSecrets } from "../../../../src/database/rotate-secrets-store.ts";
import { createReadyTenant } from "../../../support/ready-tenant.ts";
import { createTestDatabase, type TestDatabase } from "../../../support/test-database.ts";

const OLD = "ab".repeat(32);
const NEW = "cd".repeat(32);

describe("doctor about SECRETS_KEY", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  before(async () => {
    test = await createTestDatabase();
  });
  after(() => test.drop());

  const findings = (...keys: [string, string?]) => checkSecrets(test.database, createSecrets(...keys));

  it("has nothing to find fault with while nothing is sealed", async () => {
    expect((await findings(OLD))[0]).to.include({ status: "ok", detail: "none are stored" });
  });

  it("says that another key was used, how many secrets it does not open, and what to do", async () => {
    const odoo = { odooUrl: "https://odoo.example", odooApiKey: "odoo-key", secretsKey: OLD };
    await createReadyTenant(test.database, "acme", { odoo });
    await createReadyTenant(test.database, "globex", { odoo });
    expect((await findings(OLD))[0]).to.include({ status: "ok", detail: "SECRETS_KEY opens all 2" });
    const [finding] = await findings(NEW);
    expect(finding).to.include({
      status: "fail",
      detail: "2 of 2 stored secrets were sealed with another SECRETS_KEY",
    });
    expect(finding?.remedy).to.include("restore that key");
  });

  it("counts what is left of the key before, until a rotation is done", async () => {
    expect((await findings(NEW, OLD))[0]).to.include({
      status: "warn",
      detail: "2 of 2 stored secrets are still sealed with SECRETS_KEY_OLD",
    });
    await rotateSecrets(test.database, createSecrets(NEW, OLD), new AbortController().signal);
    expect((await findings(NEW))[0]).to.include({ status: "ok" });
  });
});
