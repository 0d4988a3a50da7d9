import { errorCode } from "../../errors.ts";
import { createDataSource } from "../create-data-source.ts";

/** Postgres's insufficient_privilege. */
const NOT_ALLOWED = "42501";

/** Whether the server has a role of this name. */
export async function hasRole(url: string, roleName: string): Promise<boolean> {
  return withRunner(url, async (query) => {
    const [row] = await query("select from pg_roles where rolname = $1", [roleName]);
    return row !== undefined;
  });
}

/** Whether the role may enter the database and its schema of reports; a grant by somebody who may not is a mere warning. */
export async function canReadReports(url: string, roleName: string): Promise<boolean> {
  return withRunner(url, async (query) => {
    const [row] = await query(
      `select from pg_roles where rolname = $1 and has_database_privilege(oid, current_database(), 'connect')
         and has_schema_privilege(oid, 'reports', 'usage')`,
      [roleName],
    );
    return row !== undefined;
  });
}

/** Runs all statements in one transaction. False, with nothing done, if the role of the URL may not. */
export async function runAsAdministrator(url: string, statements: readonly string[]): Promise<boolean> {
  return withRunner(url, async (query) => {
    await query("begin");
    try {
      for (const statement of statements) await query(statement);
      await query("commit");
      return true;
    } catch (error) {
      await query("rollback");
      if (errorCode(error) === NOT_ALLOWED) return false;
      throw error;
    }
  });
}

async function withRunner<Result>(
  url: string,
  work: (query: (sql: string, values?: unknown[]) => Promise<unknown[]>) => Promise<Result>,
): Promise<Result> {
  const dataSource = createDataSource(url, { poolSize: 1, name: "reader" });
  await dataSource.initialize();
  const runner = dataSource.createQueryRunner();
  try {
    return await work((sql, values) => runner.query(sql, values));
  } finally {
    await runner.release();
    await dataSource.destroy();
  }
}
