import type { Queryable } from "../../../database/batch.ts";
import type { LedgerState } from "../../../entities/vocabulary.ts";

/**
 * The runs, of all tenants, with calls reserved before `cutoff` and never settled, and the runs that have ended and
 * whose recount is due by `now`. `before`: no runner can still report calls reserved before this time.
 */
export async function listStaleRuns(
  transaction: Queryable,
  { cutoff, now }: { readonly cutoff: Date; readonly now: Date },
): Promise<{ tenantId: string; runId: string; before: Date }[]> {
  return transaction.query<{ tenantId: string; runId: string; before: Date }[]>(
    `select tenant_id as "tenantId", run_id as "runId", max(before) as before from (
       select tenant_id, run_id, $1::timestamptz as before from vendor_ledger where state = 'reserved' and reserved_at < $1
       union all select tenant_id, run_id, $2::timestamptz from enrichment_runs where recount_at <= $2) stale
     group by 1, 2 order by 1, 2`,
    [cutoff, now],
  );
}

/** Marks the stale calls of a run `unknown`. Returns how many. */
export async function markStaleReservations(
  transaction: Queryable,
  runId: string,
  cutoff: Date,
): Promise<number> {
  const [, marked] = await transaction.query<[unknown, number]>(
    "update vendor_ledger set state = 'unknown' where run_id = $1 and state = 'reserved' and reserved_at < $2",
    [runId, cutoff],
  );
  return marked;
}

/** An entry of unknown outcome. */
export interface UnknownEntry {
  readonly ledgerId: string;
  readonly runId: string;
  readonly vendor: string;
  readonly operation: string;
  readonly companyId: string | null;
  readonly unit: string;
  readonly reservedUnits: number;
  readonly reservedAt: Date;
}

/** The tenant's entries of unknown outcome, oldest first; `settleUnknown` settles one. */
export async function listUnknownEntries(transaction: Queryable, tenantId: string): Promise<UnknownEntry[]> {
  return transaction.query<UnknownEntry[]>(
    `select ledger_id as "ledgerId", run_id as "runId", vendor, operation, company_id as "companyId", unit,
       reserved_units::float8 as "reservedUnits", reserved_at as "reservedAt"
     from vendor_ledger where tenant_id = $1 and state = 'unknown' order by reserved_at, ledger_id`,
    [tenantId],
  );
}

/** The totals of a run's ledger, by vendor and state. */
export async function readLedgerTotals(
  transaction: Queryable,
  runId: string,
): Promise<
  {
    vendor: string;
    state: LedgerState;
    entries: number;
    quantity: number;
    costNanoUsd: bigint;
  }[]
> {
  const rows = await transaction.query<
    { vendor: string; state: LedgerState; entries: number; quantity: number; costNanoUsd: string }[]
  >(
    `select vendor, state, count(*)::int as entries, coalesce(sum(quantity), 0) as quantity,
       coalesce(sum(cost_nano_usd), 0)::text as "costNanoUsd"
     from vendor_ledger where run_id = $1 group by vendor, state order by vendor, state`,
    [runId],
  );
  return rows.map((row) => ({ ...row, costNanoUsd: BigInt(row.costNanoUsd) }));
}
