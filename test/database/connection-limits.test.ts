import { expect } from "chai";
import { Client } from "pg";
import { readConnectionLimits } from "../../src/database/connection-limits.ts";
import { type Database, openDatabase } from "../../src/database/database.ts";
import { SESSION_LIMITS } from "../../src/database/embedded/server/session-limits.ts";
import { errorCode } from "../../src/errors.ts";
import { type FreezingProxy, startFreezingProxy } from "../support/freezing-proxy.ts";
import { patience } from "../support/patience.ts";
import { rejection } from "../support/rejection.ts";
import { skipWithout } from "../support/skip-without.ts";
import { PGBOUNCER, PGBOUNCER_ADVICE, type PgBouncer, startPgBouncer } from "../support/start-pgbouncer.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";

describe("the limits of connections", function () {
  this.timeout(patience(60_000));
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });
  after(() => test.drop());

  /** Holds the tenant's row in a transaction that stands still until `goOn`, as a frozen process would. */
  async function freezeWithin(database: Database) {
    const locked = Promise.withResolvers<void>();
    const thawed = Promise.withResolvers<void>();
    const failure = database
      .withTenant("acme", async (transaction) => {
        await transaction.query("select from tenants where tenant_id = 'acme' for update");
        locked.resolve();
        await thawed.promise;
        await transaction.query("select 1");
      })
      .then(() => null, errorCode);
    await locked.promise;
    return { goOn: () => thawed.resolve(), failure };
  }

  /** How long another process waits for the row. */
  async function waitForRow(): Promise<number> {
    const startedMs = performance.now();
    await test.database.withTenant("acme", (transaction) =>
      transaction.query("select from tenants where tenant_id = 'acme' for update"),
    );
    return performance.now() - startedMs;
  }

  it("are those of every session where Postgres itself answers", async () => {
    const limits = await readConnectionLimits(test.urls.service);
    const client = new Client({ connectionString: test.urls.service, ...limits });
    await client.connect();
    try {
      const names = Object.keys(SESSION_LIMITS);
      const { rows } = await client.query<{ name: string; source: string }>(
        "select name, source from pg_settings where name = any ($1) order by name",
        [names],
      );
      expect(rows).to.deep.equal(names.sort().map((name) => ({ name, source: "client" })));
    } finally {
      await client.end();
    }
  });

  it("end a transaction that stands still, so that others go on within 30 seconds", async () => {
    const frozen = await freezeWithin(test.database);
    expect(await waitForRow()).to.be.below(patience(12_000));
    frozen.goOn();
    expect(await frozen.failure).to.equal("database_unavailable");
  });

  describe("behind PgBouncer in transaction mode", () => {
    let bouncer: PgBouncer;
    let pooled: Database;

    before(async function () {
      skipWithout(this, "pgbouncer", PGBOUNCER, PGBOUNCER_ADVICE);
      bouncer = await startPgBouncer([test.urls.app, test.urls.service]);
      pooled = await openDatabase({ app: bouncer.through(test.urls.app), service: test.urls.service });
    });
    after(async () => {
      await pooled?.close();
      await bouncer?.stop();
    });

    it("are not sent as startup parameters, which it refuses", async () => {
      expect(await readConnectionLimits(bouncer.through(test.urls.app))).not.to.have.property("options");
    });

    it("end a transaction that stands still", async () => {
      const frozen = await freezeWithin(pooled);
      expect(await waitForRow()).to.be.below(patience(12_000));
      frozen.goOn();
      expect(await frozen.failure).to.equal("database_unavailable");
    });

    it("leave nothing behind on a connection that others use next", async () => {
      await pooled.withTenant("acme", (transaction) => transaction.query("select 1"), { isLong: true });
      const client = new Client({ connectionString: bouncer.through(test.urls.app) });
      await client.connect();
      const { rows } = await client.query("show statement_timeout");
      await client.end();
      expect(rows).to.deep.equal([{ statement_timeout: "30s" }]);
    });
  });

  describe("where open connections are not forwarded any more", () => {
    let proxy: FreezingProxy;

    beforeEach(async () => {
      proxy = await startFreezingProxy(test.urls.app);
    });
    afterEach(() => proxy.close());

    it("give them up, say so, and continue with new ones", async () => {
      const hung: string[] = [];
      const database = await openDatabase(
        { app: proxy.through(test.urls.app), service: proxy.through(test.urls.service) },
        { queryLimitMs: 1_000, onHung: (where) => hung.push(where) },
      );
      const ask = () =>
        database.withTenant("acme", (transaction) => transaction.query("select name from tenants"));
      const askAtOnce = () => database.batch("acme", (batch) => batch.query("select name from tenants"));
      try {
        // All ten connections are open.
        await Promise.all(Array.from({ length: 20 }, ask));
        proxy.freeze();
        const startedMs = performance.now();
        const failures = await Promise.all([rejection(ask()), rejection(askAtOnce())]);
        for (const failure of failures) expect(failure).to.have.property("code", "database_unavailable");
        expect(await ask()).to.deep.equal([{ name: "acme" }]);
        expect(await askAtOnce()).to.deep.equal([{ name: "acme" }]);
        expect(performance.now() - startedMs).to.be.below(patience(3_000));
        expect(hung).to.have.length(2);
        expect(database.hungAt()).to.be.instanceOf(Date);
      } finally {
        await database.close();
      }
    });
  });
});
