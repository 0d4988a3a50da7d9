import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readEnvironment } from "../../src/config/environment.ts";
import { connect, holdDatabase } from "../../src/database/connect.ts";
import { ConfigurationError, DatabaseUnavailableError } from "../../src/errors.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../support/test-database.ts";

const KEY = "0f".repeat(32);
const failureOf = (opening: Promise<unknown>): Promise<unknown> =>
  opening.then(
    () => null,
    (error: unknown) => error,
  );

describe("connecting to a database of one's own", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });
  after(() => test.drop());
  const environment = (more: Record<string, string> = {}) =>
    readEnvironment({
      DATABASE_URL: test.urls.app,
      DATABASE_SERVICE_URL: test.urls.service,
      SECRETS_KEY: KEY,
      ...more,
    });

  it("works as the two roles, and seals with the given key", async () => {
    const connection = await connect(environment(), { poolSize: 2 });
    try {
      const who = "select current_user as role";
      expect(
        await connection.database.withTenant("acme", (transaction) => transaction.query(who)),
      ).to.deep.equal([{ role: "nightshift_app" }]);
      expect(await connection.database.withService((transaction) => transaction.query(who))).to.deep.equal([
        { role: "nightshift_service" },
      ]);
      expect(connection.serviceUrl).to.equal(test.urls.service);
      expect(connection.secrets.unseal(connection.secrets.seal("x"))).to.equal("x");
    } finally {
      await connection.close();
    }
  });

  it("has an owner only where MIGRATION_DATABASE_URL says so", async () => {
    expect((await holdDatabase(environment())).urls.owner).to.equal(null);
    const hold = await holdDatabase(environment({ MIGRATION_DATABASE_URL: test.urls.owner }));
    expect(hold).to.deep.include({ isEmbedded: false });
    expect(hold.urls.owner).to.equal(test.urls.owner);
  });

  it("is refused at once by a server that will not have us, with the place and no password", async () => {
    const url = new URL(test.urls.app);
    url.pathname = "/no_such_database";
    let pauses = 0;
    const wait = async () => {
      pauses += 1;
    };
    const error = await failureOf(
      connect(environment({ DATABASE_URL: url.href, DATABASE_SERVICE_URL: url.href }), { wait }),
    );
    expect(error).to.be.instanceOf(DatabaseUnavailableError);
    expect(String(error)).to.include('database "no_such_database" does not exist');
    expect(String(error)).not.to.include(url.password);
    expect(pauses).to.equal(0);
  });

  it("is said to be impossible after a bounded number of tries, with the place and no password", async () => {
    const url = new URL(test.urls.app);
    url.port = "1";
    let pauses = 0;
    const wait = async () => {
      pauses += 1;
    };
    const error = await failureOf(
      connect(environment({ DATABASE_URL: url.href, DATABASE_SERVICE_URL: url.href }), { wait }),
    );
    expect(error).to.be.instanceOf(DatabaseUnavailableError);
    expect(String(error)).to.include("127.0.0.1:1/");
    expect(String(error)).not.to.include(url.password);
    expect(pauses).to.equal(5);
  });
});

describe("connecting to the embedded database", function () {
  this.timeout(60_000);
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "nightshift-connect-"));
    await chmod(directory, 0o755); // under root, the server runs as another user
  });
  after(() => rm(directory, { recursive: true, force: true }));

  it("brings it up to date, makes its own key once, and finds everything again the next time", async () => {
    const environment = readEnvironment({ NIGHTSHIFT_DIR: join(directory, ".nightshift") });
    const first = await connect(environment, { poolSize: 2 });
    const sealed = first.secrets.seal("odoo-key");
    await createTestTenant(first.database, "acme");
    // A second process meanwhile.
    const beside = await connect(environment, { poolSize: 2 });
    expect(beside.secrets.unseal(sealed)).to.equal("odoo-key");
    await first.close();
    const rows = await beside.database.withTenant("acme", (transaction) =>
      transaction.query<unknown[]>("select name from tenants"),
    );
    expect(rows).to.deep.equal([{ name: "acme" }]);
    await beside.close();

    const file = join(directory, ".nightshift", "secrets-key");
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    expect(await readFile(file, "utf8")).to.match(/^[0-9a-f]{64}$/);
    await writeFile(file, "damaged");
    const error = await failureOf(connect(environment, { poolSize: 2 }));
    expect(error).to.be.instanceOf(ConfigurationError);
    expect(String(error)).to.include("secrets-key").and.to.include("is damaged");
  });
});
