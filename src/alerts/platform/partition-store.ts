import type { Transaction } from "../../database/database.ts";
import type { PartitionHealth } from "./partition-health.ts";

/** How far the event log's partitions reach. The service role alone may ask. */
export async function readPartitionHealth(transaction: Transaction): Promise<PartitionHealth> {
  const [row] = await transaction.query<PartitionHealth[]>(
    `select to_char(h.last_night, 'YYYY-MM-DD') as "lastNight", h.default_rows::float8 as "defaultRows"
     from event_partition_health() h`,
  );
  return row ?? { lastNight: null, defaultRows: 0 };
}
