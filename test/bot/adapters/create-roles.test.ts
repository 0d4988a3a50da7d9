import { expect } from "chai";
import { createRoles } from "../../../src/bot/adapters/create-roles.ts";
import { saveUser } from "../../../src/database/tenants/user-store.ts";
import type { Role } from "../../../src/entities/vocabulary.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

describe("the roles of a person", () => {
  let test: TestDatabase;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    for (const tenantId of ["acme", "globex", "sleeping"]) await createTestTenant(test.database, tenantId);
    await test.database.withTenant("sleeping", (transaction) =>
      transaction.query("update tenants set active = false"),
    );
    for (const [tenantId, userId, role] of [
      ["acme", "U1", "qa"],
      ["globex", "W1", "operator"],
      ["acme", "W1", "viewer"],
      ["sleeping", "U1", "admin"],
      ["platform", "W1", "operator"],
      ["platform", "U1", "viewer"],
    ] as const satisfies readonly [string, string, Role][]) {
      await test.database.withTenant(tenantId, (transaction) =>
        saveUser(transaction, { tenantId, userId, role }),
      );
    }
  });
  after(() => test.drop());

  const grid = (id: string) =>
    Promise.resolve(
      new Map([
        ["U1", "W1"],
        ["W1", "U1"],
      ]).get(id) ?? null,
    );
  const roles = (firstAdmin?: string) => createRoles(test.database, firstAdmin, grid);

  for (const id of ["U1", "W1"]) {
    it(`are those of both ids in Enterprise Grid, the higher one where both have one, asked by ${id}`, async () => {
      expect(await roles().listFor(id)).to.deep.equal([
        { tenantId: "acme", role: "qa" },
        { tenantId: "globex", role: "operator" },
      ]);
      expect(await roles().roleOf(id, "globex")).to.equal("operator");
      expect(await roles().roleOf(id, "platform")).to.equal("operator");
    });

    it(`are all of them for the first admin, by either id, asked by ${id}`, async () => {
      for (const firstAdmin of ["U1", "W1"]) {
        expect(await roles(firstAdmin).listFor(id)).to.deep.equal([
          { tenantId: "acme", role: "admin" },
          { tenantId: "globex", role: "admin" },
        ]);
        expect(await roles(firstAdmin).roleOf(id, "platform")).to.equal("admin");
      }
    });
  }

  it("are null for a tenant without one, an inactive and an unknown tenant", async () => {
    expect(await roles().roleOf("U2", "acme")).to.equal(null);
    expect(await roles().roleOf("U2", "platform")).to.equal(null);
    expect(await roles("U1").roleOf("U1", "sleeping")).to.equal(null);
    expect(await roles("U1").roleOf("U1", "nowhere")).to.equal(null);
  });
});
