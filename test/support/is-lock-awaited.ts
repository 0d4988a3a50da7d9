import type { Database } from "../../src/database/database.ts";

/** Whether some transaction in the database waits for a lock that another one holds. */
export async function isLockAwaited(database: Database): Promise<boolean> {
  const rows = await database.withService((transaction) =>
    transaction.query<unknown[]>(
      "select from pg_locks join pg_stat_activity using (pid) where not granted and datname = current_database()",
    ),
  );
  return rows.length > 0;
}
