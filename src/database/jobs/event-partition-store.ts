import type { Transaction } from "../database.ts";

/** Makes the event log's partitions from yesterday to `daysAhead` days from now that are missing; returns how many. As the service role. */
export async function makeEventPartitions(transaction: Transaction, daysAhead: number): Promise<number> {
  const [row] = await transaction.query<{ made: number }[]>("select ensure_event_partitions($1) as made", [
    daysAhead,
  ]);
  return row?.made ?? 0;
}
