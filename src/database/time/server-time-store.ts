import type { Database } from "../database.ts";
import { DATABASE_CLOCK } from "../database-clock.ts";

/** The current time by the server's clock. */
export async function readServerTime(database: Database): Promise<Date> {
  const [row] = await database.withService((transaction) =>
    transaction.query<{ at: Date }[]>(`select ${DATABASE_CLOCK} as at`),
  );
  if (row === undefined) throw new TypeError("a select without a table has one row");
  return row.at;
}
