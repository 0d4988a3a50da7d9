import { ConfigurationError, DatabaseUnavailableError, errorCode } from "../errors.ts";
import { createDataSource } from "./create-data-source.ts";
import { refusalOf } from "./faults/refusal-of.ts";
import { nameDatabase } from "./name-database.ts";

/** Postgres's insufficient_privilege, and the error our first migration raises if a role is missing. */
const NOT_ALLOWED = ["42501", "P0001"];

/**
 * Migrates the schema as its owner; returns the names of the migrations that ran. Safe to run on several machines at once.
 * Throws DatabaseUnavailableError, and ConfigurationError if the role may not change the schema.
 */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const dataSource = createDataSource(ownerUrl, { poolSize: 2, name: "migrate" });
  try {
    await dataSource.initialize();
  } catch (cause) {
    const refusal = refusalOf(cause);
    const what = refusal === null ? "did not answer" : "refuses the connection";
    throw new DatabaseUnavailableError(
      `Postgres ${what} (${nameDatabase(ownerUrl)})${refusal === null ? "" : `: ${refusal}`}. Check MIGRATION_DATABASE_URL, and that the server runs.`,
      { cause },
    );
  }
  const runner = dataSource.createQueryRunner();
  try {
    // Another process's migrations may take long, and so may ours, during which this session only holds the lock.
    await runner.query(
      "select set_config('lock_timeout', '0', false), set_config('idle_session_timeout', '0', false)",
    );
    await runner.query("select pg_advisory_lock(hashtext('nightshift migrate'))");
    const ran = await dataSource.runMigrations();
    return ran.map(({ name }) => name);
  } catch (cause) {
    if (!(cause instanceof Error) || !NOT_ALLOWED.includes(errorCode(cause))) throw cause;
    throw new ConfigurationError([
      {
        name: "MIGRATION_DATABASE_URL",
        problem: `names a role that may not change the schema (${nameDatabase(ownerUrl)}: ${cause.message}). Use the role that owns the database, and create the roles nightshift_app and nightshift_service first (docs/running-in-production.md)`,
      },
    ]);
  } finally {
    await runner.query("select pg_advisory_unlock_all()");
    await runner.release();
    await dataSource.destroy();
  }
}
