import type { Transaction } from "../../database/database.ts";
import { VENDOR_EVENTS } from "../figures/roll-up-store.ts";

/** How a vendor's recent calls went. */
export interface VendorHealth {
  readonly vendor: string;
  readonly lastSuccess: Date | null;
  readonly lastError: Date | null;
  /** Nano-USD since midnight UTC. */
  readonly spentToday: bigint;
}

/** How each vendor's calls of the last seven days went, from the records; makes no vendor calls. As the service role. */
export async function readVendorHealth(transaction: Transaction, now: Date): Promise<VendorHealth[]> {
  const rows = await transaction.query<(Omit<VendorHealth, "spentToday"> & { spentToday: string })[]>(
    `select vendor, max(ts) filter (where event = 'vendor_call' and status = 'success') as "lastSuccess",
       max(ts) filter (where status = 'error') as "lastError",
       coalesce(sum(cost_nano_usd) filter (where ts >= date_trunc('day', $1::timestamptz at time zone 'UTC') at time zone 'UTC'), 0) as "spentToday"
     from run_event_logs
     where event_date >= ($1::timestamptz - interval '7 days')::date and ${VENDOR_EVENTS}
     group by vendor order by vendor`,
    [now],
  );
  return rows.map((row) => ({ ...row, spentToday: BigInt(row.spentToday) }));
}
