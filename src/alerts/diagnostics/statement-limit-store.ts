import type { Transaction } from "../../database/database.ts";

/** The time limit of a check's query: a check that hurts the database is worse than none. */
const STATEMENT_TIMEOUT_MS = 3_000;

/** Limits the time of every query in a transaction. */
export async function boundStatements(transaction: Transaction): Promise<void> {
  await transaction.query(`set local statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
}
