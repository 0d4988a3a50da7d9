import type { Transaction } from "../../database/database.ts";

const OLD_IMPORTS = "from staging_companies where imported_at < $1";

/** How many rows of imported files are older than `before`. */
export async function countStaged(transaction: Transaction, before: Date): Promise<number> {
  const [row] = await transaction.query<{ count: number }[]>(`select count(*)::int as count ${OLD_IMPORTS}`, [
    before,
  ]);
  return row?.count ?? 0;
}

/** Removes at most `limit` of them; returns how many. The companies they were merged into stay. */
export async function removeStaged(transaction: Transaction, before: Date, limit: number): Promise<number> {
  const [, removed] = await transaction.query<[unknown, number]>(
    `delete from staging_companies where ctid = any (array(select ctid ${OLD_IMPORTS} limit $2))`,
    [before, limit],
  );
  // An import can be undone for as long as its rows are kept.
  if (removed === 0) await transaction.query("delete from company_imports where imported_at < $1", [before]);
  return removed;
}
