import { expect } from "chai";
import { listTenantsOf, listUsers, removeUser, saveUser } from "../../../src/database/tenants/user-store.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

describe("the roles of Slack users", () => {
  let test: TestDatabase;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    for (const tenantId of ["acme", "globex", "sleeping"]) await createTestTenant(test.database, tenantId);
    await test.database.withTenant("sleeping", (transaction) =>
      transaction.query("update tenants set active = false"),
    );
    await give("acme", "U1", "qa");
    await give("globex", "U1", "operator");
    await give("sleeping", "U1", "admin");
    await give("acme", "U2", "admin");
  });

  after(() => test.drop());

  function give(tenantId: string, userId: string, role: "viewer" | "qa" | "operator" | "admin") {
    return test.database.withTenant(tenantId, (transaction) =>
      saveUser(transaction, { tenantId, userId, role }),
    );
  }

  it("are those of the active tenants somebody was given them for", async () => {
    expect(await listTenantsOf(test.database, "U1", undefined)).to.deep.equal([
      { tenantId: "acme", role: "qa" },
      { tenantId: "globex", role: "operator" },
    ]);
    expect(await listTenantsOf(test.database, "U9", undefined)).to.deep.equal([]);
  });

  it("make the first admin admin of every active tenant, whatever else is stored", async () => {
    expect(await listTenantsOf(test.database, "U1", "U1")).to.deep.equal([
      { tenantId: "acme", role: "admin" },
      { tenantId: "globex", role: "admin" },
    ]);
  });

  it("are listed highest first, replaced when given again, and gone when taken", async () => {
    await give("acme", "U3", "viewer");
    await give("acme", "U3", "operator");
    const list = () => test.database.withTenant("acme", listUsers);
    expect(await list()).to.deep.equal([
      { userId: "U2", role: "admin" },
      { userId: "U3", role: "operator" },
      { userId: "U1", role: "qa" },
    ]);
    const take = () => test.database.withTenant("acme", (transaction) => removeUser(transaction, "U3"));
    expect(await take()).to.equal(true);
    expect(await take()).to.equal(false);
    expect((await list()).map(({ userId }) => userId)).to.deep.equal(["U2", "U1"]);
  });
});
