import { expect } from "chai";
import { createDataSource } from "../../src/database/create-data-source.ts";
import { migrate } from "../../src/database/migrate.ts";
import { type DatabaseUrls, startCluster } from "../support/postgres-cluster.ts";

describe("the migrations", function () {
  this.timeout(120_000);
  let urls: DatabaseUrls;

  before(async () => {
    urls = await (await startCluster()).createDatabase("migrations");
  });

  after(async () => {
    await (await startCluster()).dropDatabase("migrations");
  });

  it("run as an owner who is no superuser, down to nothing, and up again", async () => {
    const ran = await migrate(urls.owner);
    const dataSource = createDataSource(urls.owner, { poolSize: 2, name: "test" });
    await dataSource.initialize();
    try {
      const [owner] = await dataSource.query<{ rolsuper: boolean; rolcreaterole: boolean }[]>(
        "select rolsuper, rolcreaterole from pg_roles where rolname = current_user",
      );
      expect(owner).to.deep.equal({ rolsuper: false, rolcreaterole: false });
      for (const _ of ran) await dataSource.undoLastMigration();
      const left = await dataSource.query<{ relname: string }[]>(`
        select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('public', 'pgboss') and relkind in ('r', 'p', 'v', 'm')`);
      expect(left).to.deep.equal([{ relname: "migrations" }]);
      const functions = await dataSource.query<unknown[]>(
        "select proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public'",
      );
      expect(functions).to.deep.equal([]);
    } finally {
      await dataSource.destroy();
    }
    expect(await migrate(urls.owner)).to.deep.equal(ran);
  });

  it("are what the entities say: nothing is left for a new migration", async () => {
    const dataSource = createDataSource(urls.owner, { poolSize: 2, name: "test" });
    await dataSource.initialize();
    try {
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).to.deep.equal([]);
    } finally {
      await dataSource.destroy();
    }
  });

  it("run once when two machines start at the same moment", async () => {
    const cluster = await startCluster();
    const fresh = await cluster.createDatabase("migrations_twice");
    const both = await Promise.all([migrate(fresh.owner), migrate(fresh.owner)]);
    expect(Math.min(...both.map((ran) => ran.length))).to.equal(0);
    await cluster.dropDatabase("migrations_twice");
  });
});
