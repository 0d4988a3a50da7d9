import { DatabaseUnavailableError } from "../errors.ts";
import { createDataSource } from "./create-data-source.ts";

/** Brings the schema up to date as its owner; returns the names of the migrations that ran. Safe to run on several machines at once. */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const dataSource = createDataSource(ownerUrl, { poolSize: 2, name: "migrate" });
  try {
    await dataSource.initialize();
  } catch (cause) {
    throw new DatabaseUnavailableError(
      "Postgres did not answer. Check MIGRATION_DATABASE_URL, and that the server runs.",
      { cause },
    );
  }
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query("select pg_advisory_lock(hashtext('nightshift migrate'))");
    const ran = await dataSource.runMigrations();
    return ran.map(({ name }) => name);
  } finally {
    await runner.query("select pg_advisory_unlock_all()");
    await runner.release();
    await dataSource.destroy();
  }
}
