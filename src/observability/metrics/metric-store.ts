import type { Transaction } from "../../database/database.ts";
import type { Tallied } from "./create-tally.ts";

/** Adds what a process counted to the totals. As the service role. */
export async function addToTotals(transaction: Transaction, { deltas, vendors }: Tallied): Promise<void> {
  if (deltas.length > 0) {
    await transaction.query(
      `insert into metric_totals as t (metric, labels, part, total)
       select * from unnest($1::text[], $2::text[], $3::text[], $4::float8[])
       on conflict (metric, labels, part) do update set total = t.total + excluded.total`,
      [
        deltas.map(({ metric }) => metric),
        deltas.map(({ labels }) => labels),
        deltas.map(({ part }) => part),
        deltas.map(({ by }) => by),
      ],
    );
  }
  for (const { vendor, lastSuccessAt, lastErrorAt, day, nanoUsd } of vendors) {
    await transaction.query(
      `insert into vendor_activity as v (vendor, last_success_at, last_error_at, spend_date, spent_nano_usd)
       values ($1, $2, $3, $4, $5)
       on conflict (vendor) do update set last_success_at = greatest(v.last_success_at, excluded.last_success_at),
         last_error_at = greatest(v.last_error_at, excluded.last_error_at),
         spend_date = greatest(v.spend_date, excluded.spend_date),
         spent_nano_usd = case when v.spend_date = excluded.spend_date then v.spent_nano_usd + excluded.spent_nano_usd
           when excluded.spend_date < v.spend_date then v.spent_nano_usd else excluded.spent_nano_usd end`,
      [vendor, lastSuccessAt, lastErrorAt, day, nanoUsd.toString()],
    );
  }
}

/** A total as stored. */
export interface MetricTotalRow {
  readonly metric: string;
  readonly labels: string;
  readonly part: string;
  readonly total: number;
}

export async function readTotals(transaction: Transaction): Promise<MetricTotalRow[]> {
  return transaction.query<MetricTotalRow[]>(
    "select metric, labels, part, total from metric_totals order by metric, labels, part",
  );
}

/** What was recorded about a vendor, over all tenants and processes. */
export interface VendorRecord {
  readonly vendor: string;
  readonly lastSuccess: Date | null;
  readonly lastError: Date | null;
  /** Nano-USD since midnight UTC. */
  readonly spentToday: bigint;
}

/** When each vendor last answered, and what it cost today. Calls nobody. */
export async function readVendorRecords(transaction: Transaction, now: Date): Promise<VendorRecord[]> {
  const rows = await transaction.query<(Omit<VendorRecord, "spentToday"> & { spentToday: string })[]>(
    `select vendor, last_success_at as "lastSuccess", last_error_at as "lastError",
       case when spend_date = ($1::timestamptz at time zone 'UTC')::date then spent_nano_usd else 0 end as "spentToday"
     from vendor_activity order by vendor`,
    [now],
  );
  return rows.map((row) => ({ ...row, spentToday: BigInt(row.spentToday) }));
}
