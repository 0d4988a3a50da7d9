import type { Transaction } from "../../database/database.ts";

/** The event log's partitions of nights before `before` (a date). Only the service role may read them. */
export async function listExpiredPartitions(transaction: Transaction, before: string): Promise<string[]> {
  const rows = await transaction.query<{ name: string }[]>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'run_event_logs'::regclass and c.relname ~ '^run_event_logs_[0-9]{8}$'
       and to_date(right(c.relname, 8), 'YYYYMMDD') < $1::date
     order by 1`,
    [before],
  );
  return rows.map(({ name }) => name);
}

/** Drops them; returns how many. Fails with 55P03 rather than block writers of events while it waits for the lock. */
export async function dropExpiredPartitions(
  transaction: Transaction,
  before: string,
  lockTimeoutMs: number,
): Promise<number> {
  await transaction.query("select set_config('lock_timeout', $1, true)", [`${lockTimeoutMs}ms`]);
  const [row] = await transaction.query<{ dropped: number }[]>(
    "select drop_event_partitions($1::date) as dropped",
    [before],
  );
  return row?.dropped ?? 0;
}
