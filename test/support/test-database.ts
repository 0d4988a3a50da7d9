import { randomBytes } from "node:crypto";
import { type Database, openDatabase } from "../../src/database/database.ts";
import { migrate } from "../../src/database/migrate.ts";
import { type DatabaseUrls, startCluster, type TestCluster } from "./postgres-cluster.ts";

/** A migrated database of a test file's own. */
export interface TestDatabase {
  readonly database: Database;
  readonly urls: DatabaseUrls;
  /** Closes the pools and drops the database. */
  drop(): Promise<void>;
}

const TEMPLATE = "nightshift_template";
const templates = new WeakMap<TestCluster, Promise<void>>();

async function createTemplate(cluster: TestCluster): Promise<void> {
  const { owner } = await cluster.createDatabase(TEMPLATE);
  await migrate(owner);
}

/** Clones the migrated template, which the first call in a cluster makes. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const cluster = await startCluster();
  const template = templates.get(cluster) ?? createTemplate(cluster);
  templates.set(cluster, template);
  await template;
  const name = `test_${randomBytes(6).toString("hex")}`;
  const urls = await cluster.createDatabase(name, TEMPLATE);
  const database = await openDatabase(urls, { poolSize: 6 });
  return {
    database,
    urls,
    async drop() {
      await database.close();
      await cluster.dropDatabase(name);
    },
  };
}

/** Writes a tenant, as `nightshift seed` would. */
export async function createTestTenant(
  database: Database,
  tenantId: string,
  policy: object = {},
): Promise<void> {
  await database.withService(async (transaction) => {
    await transaction.query(
      "insert into tenants (tenant_id, name, timezone) values ($1, $1, 'Asia/Singapore')",
      [tenantId],
    );
    await transaction.query("insert into tenant_policies (tenant_id, policy) values ($1, $2)", [
      tenantId,
      JSON.stringify(policy),
    ]);
  });
}
