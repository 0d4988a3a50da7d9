import { connect as connectTo, createServer } from "node:net";
import { expect } from "chai";
import { openDatabase } from "../../src/database/database.ts";
import { DatabaseUnavailableError } from "../../src/errors.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";

describe("the database", function () {
  this.timeout(60_000);
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });
  after(() => test.drop());

  /** A port of this machine on which nobody listens. */
  async function closedPort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    if (address === null || typeof address === "string") throw new Error("no port");
    return address.port;
  }
  const nowhere = async () => `postgres://app:hunter2@127.0.0.1:${await closedPort()}/nightshift`;
  const failureOf = (opening: Promise<unknown>): Promise<unknown> =>
    opening.then(
      () => null,
      (error: unknown) => error,
    );

  it("is tried six times with growing pauses, then said, with the place and without the password", async () => {
    const url = await nowhere();
    const pauses: number[] = [];
    const error = await failureOf(
      openDatabase(
        { app: url, service: url },
        {
          wait: async (ms) => {
            pauses.push(ms);
          },
        },
      ),
    );
    expect(error).to.be.instanceOf(DatabaseUnavailableError);
    expect(String(error)).to.include(new URL(url).host).and.to.include("DATABASE_URL");
    expect(String(error)).not.to.include("hunter2");
    expect(pauses).to.deep.equal([500, 1_000, 2_000, 4_000, 8_000]);
  });

  it("says that Postgres went away in the middle of a transaction, whatever was asked of it then", async () => {
    const end = "select pg_terminate_backend(pg_backend_pid())";
    const { database } = test;
    for (const broken of [
      () => database.withTenant("acme", (transaction) => transaction.query(end)),
      () =>
        database.withService(async (transaction) => {
          await transaction.query(end).catch(() => undefined);
          await transaction.query("select 1");
        }),
    ]) {
      const error = await failureOf(broken());
      expect(error).to.be.instanceOf(DatabaseUnavailableError);
      expect(String(error)).to.match(/went away in the middle of a transaction \(127\.0\.0\.1:\d+/);
      expect(String(error)).not.to.include("hunter2");
    }
    const rows = await database.withService((transaction) => transaction.query("select 1 as one"));
    expect(rows).to.deep.equal([{ one: 1 }]);
  });

  it("leaves the errors of statements and of the work itself as they are", async () => {
    const failing = (sql: string) => test.database.withService((transaction) => transaction.query(sql));
    expect(await failureOf(failing("select * from nowhere"))).to.have.property("code", "42P01");
    expect(await failureOf(failing("select 1 / 0"))).to.have.property("code", "22012");
    const own = new RangeError("mine");
    expect(await failureOf(test.database.withService(() => Promise.reject(own)))).to.equal(own);
  });

  it("is opened when the server comes up meanwhile", async () => {
    const target = new URL(test.urls.app);
    const service = new URL(test.urls.service);
    const port = await closedPort();
    const upstreamPort = Number(target.port);
    const gate = createServer((socket) => {
      const upstream = connectTo(upstreamPort, "127.0.0.1");
      socket.pipe(upstream).pipe(socket);
      socket.on("error", () => upstream.destroy());
      upstream.on("error", () => socket.destroy());
    });
    target.port = service.port = String(port);
    let pauses = 0;
    const database = await openDatabase(
      { app: target.href, service: service.href },
      {
        wait: async () => {
          pauses += 1;
          if (pauses === 2) await new Promise<void>((resolve) => gate.listen(port, "127.0.0.1", resolve));
        },
      },
    );
    try {
      expect(pauses).to.equal(2);
      const rows = await database.withTenant("acme", (transaction) =>
        transaction.query<unknown[]>("select 1 as one"),
      );
      expect(rows).to.deep.equal([{ one: 1 }]);
    } finally {
      await database.close();
      gate.close();
    }
  });

  it("leaves no connection open when only one of the roles can enter", async () => {
    const service = new URL(test.urls.service);
    service.password = "wrong";
    const error = await failureOf(
      openDatabase(
        { app: test.urls.app, service: service.href },
        { wait: async () => undefined, poolSize: 1 },
      ),
    );
    expect(error).to.be.instanceOf(DatabaseUnavailableError);
    expect(String(error)).to.include("nightshift_service");
    const count = async () => {
      const [row] = await test.database.withService((transaction) =>
        transaction.query<{ count: number }[]>(
          `select count(*)::int from pg_stat_activity where datname = current_database() and application_name = 'nightshift app'`,
        ),
      );
      return row?.count ?? 0;
    };
    const before = await count();
    await failureOf(
      openDatabase(
        { app: test.urls.app, service: service.href },
        { wait: async () => undefined, poolSize: 1 },
      ),
    );
    expect(await count()).to.equal(before);
  });

  it("rolls back what a tenant's work did before it threw, and hands the error on", async () => {
    const broken = new Error("broken");
    const error = await failureOf(
      test.database.withTenant("acme", async (transaction) => {
        await transaction.query("update tenants set name = 'changed'");
        throw broken;
      }),
    );
    expect(error).to.equal(broken);
    const rows = await test.database.withTenant("acme", (transaction) =>
      transaction.query<unknown[]>("select name from tenants"),
    );
    expect(rows).to.deep.equal([{ name: "acme" }]);
  });

  it("takes a tenant's id for data, whatever is in it", async () => {
    const rows = await test.database.withTenant("acme'; drop table tenants; --", (transaction) =>
      transaction.query<unknown[]>("select 1 from tenants"),
    );
    expect(rows).to.deep.equal([]);
  });
});
