import { expect } from "chai";
import { readEnvironment } from "../../../src/config/environment.ts";
import { createScheduler } from "../../../src/runner/schedule/scheduler.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { createCli } from "../support/create-cli.ts";

/** 00:30 of 22 November in Singapore, half an hour before the night. */
const EVENING = new Date("2026-11-21T16:30:00Z");
const anHourLater = (at: Date) => new Date(at.getTime() + 3_600_000);

describe("connecting a tenant to Odoo", () => {
  let test: TestDatabase;
  let now = EVENING;
  const clock = () => now;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });
  after(() => test.drop());

  const cli = (command: string, ...args: string[]) =>
    createCli(command, () => test, { clock, variables: { KEY: "odoo-key" } })(...args);
  const connect = () =>
    cli("tenants", "odoo", "acme", "--url", "http://127.0.0.1:9", "--database", "acme", "--key-env", "KEY");
  const tick = (at: Date) => {
    now = at;
    const environment = readEnvironment({});
    return createScheduler({ database: test.database, environment, clock, logger: quietLogger() }).tick();
  };
  const states = () =>
    test.database.withTenant("acme", (transaction) =>
      transaction.query<unknown[]>("select state from expected_runs order by due_at"),
    );

  it("makes up for no night that was not scheduled for want of Odoo, and for all the others", async () => {
    await cli("schedules", "set", "acme", "--cron", "0 1 * * *");
    now = anHourLater(EVENING);
    expect((await connect()).code).to.equal(0);
    expect(await tick(now)).to.deep.equal(new Date("2026-11-22T17:00:00Z"));
    expect(await states()).to.deep.equal([]);
    // A new key for the same Odoo is no reason to lose a night that is due.
    now = new Date("2026-11-22T17:00:10Z");
    await connect();
    await tick(now);
    expect(await states()).to.deep.equal([{ state: "started" }]);
  });

  it("stores a new key at the address it knows, and asks for the address where it knows none", async () => {
    await connect();
    await cli("tenants", "odoo", "acme", "--key-env", "KEY", "--expires", "2027-01-31");
    const rows = await test.database.withTenant("acme", (transaction) =>
      transaction.query<unknown[]>(
        "select base_url, database, expires_at is not null as ends from odoo_connections",
      ),
    );
    expect(rows).to.deep.equal([{ base_url: "http://127.0.0.1:9", database: "acme", ends: true }]);
    await createTestTenant(test.database, "globex");
    const refused = await cli("tenants", "odoo", "globex", "--key-env", "KEY");
    expect(refused.message).to.contain("globex has no Odoo connection yet");
  });

  it("refreshes the candidate view and shows that nothing holds it", async () => {
    expect(String((await cli("view", "refresh", "acme")).out)).to.contain("Refreshed the candidate view");
    expect(String((await cli("view", "locks", "acme")).out)).to.contain("Nobody holds a lock");
  });
});
