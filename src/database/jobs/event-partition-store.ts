import type { Transaction } from "../database.ts";

/** Creates missing partitions of the event log, from yesterday to `daysAhead` days from now; returns how many. As the service role. */
export async function makeEventPartitions(transaction: Transaction, daysAhead: number): Promise<number> {
  const [row] = await transaction.query<{ made: number }[]>("select ensure_event_partitions($1) as made", [
    daysAhead,
  ]);
  return row?.made ?? 0;
}

/** How far the event log's partitions reach. */
export interface PartitionHealth {
  /** The last night that has a partition, `YYYY-MM-DD`; null when none has. */
  readonly lastNight: string | null;
  /** Events that had no partition for their night. */
  readonly defaultRows: number;
}

/** Only the service role may call this. */
export async function readPartitionHealth(transaction: Transaction): Promise<PartitionHealth> {
  const [health] = await transaction.query<PartitionHealth[]>(
    `select to_char(last_night, 'YYYY-MM-DD') as "lastNight", default_rows::float8 as "defaultRows"
     from event_partition_health()`,
  );
  return health ?? { lastNight: null, defaultRows: 0 };
}
