import type { Transaction } from "../../../database/database.ts";
import type { CreditVendor } from "../../../entities/vendor-table.ts";

/** What a vendor said at a quiet moment. */
export interface UsageReading {
  readonly readAt: Date;
  readonly counter: number;
}

/** The ledger's side of what a vendor charged since a moment, in credits, over all tenants. */
export interface UsageOfLedger {
  readonly charged: number;
  /** The most that calls of unknown outcome can have cost. */
  readonly unknown: number;
  /** The same of calls that are in progress, or were when their runner died. */
  readonly underway: number;
}

/** Credits by the ledger, of calls that were reserved after `since`. */
export async function readUsageOfLedger(
  transaction: Transaction,
  vendor: CreditVendor,
  since: Date,
): Promise<UsageOfLedger> {
  const [row] = await transaction.query<UsageOfLedger[]>(
    `select coalesce(sum(quantity) filter (where state = 'charged'), 0)::float8 as charged,
       coalesce(sum(reserved_units) filter (where state = 'unknown'), 0)::float8 as unknown,
       coalesce(sum(reserved_units) filter (where state = 'reserved'), 0)::float8 as underway
     from vendor_ledger where vendor = $1 and reserved_at > $2`,
    [vendor, since],
  );
  return row ?? { charged: 0, unknown: 0, underway: 0 };
}

/** Whether no call of the vendor is in progress. */
export async function isQuiet(transaction: Transaction, vendor: CreditVendor): Promise<boolean> {
  const open = await transaction.query<unknown[]>(
    "select from vendor_ledger where vendor = $1 and state = 'reserved' limit 1",
    [vendor],
  );
  return open.length === 0;
}

/** Adds a reading unless a call was reserved meanwhile; removes those before `expired`. */
export async function insertReading(
  transaction: Transaction,
  vendor: CreditVendor,
  { readAt, counter }: UsageReading,
  expired: Date,
): Promise<void> {
  await transaction.query(
    `insert into vendor_usage_readings (vendor, read_at, counter)
     select $1, $2, $3 where not exists (select from vendor_ledger where vendor = $1 and reserved_at >= $2)
     on conflict do nothing`,
    [vendor, readAt, counter],
  );
  await transaction.query("delete from vendor_usage_readings where vendor = $1 and read_at < $2", [
    vendor,
    expired,
  ]);
}

/** The last reading at or before a moment, or else the first there is; null when there is none. */
export async function findReading(
  transaction: Transaction,
  vendor: CreditVendor,
  at: Date,
): Promise<UsageReading | null> {
  const [row] = await transaction.query<UsageReading[]>(
    `select read_at as "readAt", counter from vendor_usage_readings where vendor = $1
     order by read_at <= $2 desc, case when read_at <= $2 then $2 - read_at else read_at - $2 end limit 1`,
    [vendor, at],
  );
  return row ?? null;
}
