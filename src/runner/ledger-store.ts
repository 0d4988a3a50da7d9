import type { Transaction } from "../database/database.ts";
import type { LedgerState } from "../entities/vocabulary.ts";
import { BudgetSpentError } from "../errors.ts";
import { type Claim, firstOver, type Raised } from "./budgets.ts";

/** An attempt at a call, as it is written down before it is made. */
export interface NewLedgerEntry {
  readonly tenantId: string;
  readonly ledgerId: string;
  readonly runId: string;
  readonly stage: string;
  readonly companyId: string | null;
  readonly vendor: string;
  readonly operation: string;
  readonly resource: string;
  readonly reservedUnits: number;
  readonly reservedNanoUsd: number;
  readonly unit: "credit" | "token";
  readonly model: string | null;
  readonly localDate: string;
  readonly reservedAt: Date;
}

/** What became of an attempt. `units` is what it used of its budget, the rest what the vendor charged. */
export type LedgerSettlement =
  | {
      readonly state: "charged";
      readonly units: number;
      readonly quantity: number;
      readonly nanoUsd: bigint | null;
      readonly priceCardId: string | null;
      readonly model: string | null;
    }
  | { readonly state: "released" }
  | { readonly state: "unknown" };

/**
 * Takes the claims and writes the attempt down, or throws BudgetSpentError, upon which the caller's transaction must roll
 * back. Counters stay locked until it ends, so that claims of all processes come one after another and no cap is passed.
 */
export async function reserve(
  transaction: Transaction,
  entry: NewLedgerEntry,
  claims: readonly Claim[],
): Promise<Raised[]> {
  const raised = await raise(transaction, entry.tenantId, claims);
  const over = firstOver(raised);
  if (over !== null) throw new BudgetSpentError(over.resource, over.scope, over.limit ?? 0);
  await transaction.query(
    `insert into vendor_ledger (tenant_id, ledger_id, run_id, stage, company_id, vendor, operation, state, resource,
       reserved_units, reserved_nano_usd, unit, model, local_date, reserved_at)
     values ($1, $2, $3, $4, $5, $6, $7, 'reserved', $8, $9, $10, $11, $12, $13, $14)`,
    [
      entry.tenantId,
      entry.ledgerId,
      entry.runId,
      entry.stage,
      entry.companyId,
      entry.vendor,
      entry.operation,
      entry.resource,
      entry.reservedUnits,
      entry.reservedNanoUsd,
      entry.unit,
      entry.model,
      entry.localDate,
      entry.reservedAt,
    ],
  );
  return raised;
}

/**
 * Settles an open entry and gives back what it did not use; an `unknown` one keeps all it reserved. False when it was
 * settled already: nothing changes.
 */
export async function settle(
  transaction: Transaction,
  key: { readonly tenantId: string; readonly ledgerId: string },
  settlement: LedgerSettlement,
  at: Date,
): Promise<boolean> {
  const isCharged = settlement.state === "charged";
  const [rows] = await transaction.query<
    [
      {
        runId: string;
        day: string;
        resource: Claim["resource"];
        units: string;
        nanoUsd: string;
      }[],
      number,
    ]
  >(
    `update vendor_ledger set state = $3, quantity = $4, cost_nano_usd = $5, price_card_id = $6,
       model = coalesce($7, model), settled_at = case when $3 = 'unknown' then null else $8::timestamptz end
     where tenant_id = $1 and ledger_id = $2 and state in ('reserved', 'unknown')
     returning run_id as "runId", to_char(local_date, 'YYYY-MM-DD') as day, resource, reserved_units as units,
       reserved_nano_usd as "nanoUsd"`,
    [
      key.tenantId,
      key.ledgerId,
      settlement.state,
      isCharged ? settlement.quantity : settlement.state === "released" ? 0 : null,
      isCharged ? (settlement.nanoUsd?.toString() ?? null) : settlement.state === "released" ? 0 : null,
      isCharged ? settlement.priceCardId : null,
      isCharged ? settlement.model : null,
      at,
    ],
  );
  const [row] = rows;
  if (row === undefined) return false;
  if (settlement.state === "unknown") return true;
  const units = (isCharged ? settlement.units : 0) - Number(row.units);
  const nanoUsd = (isCharged ? Number(settlement.nanoUsd ?? 0n) : 0) - Number(row.nanoUsd);
  const scopes = [`day:${row.day}`, `run:${row.runId}`];
  await raise(
    transaction,
    key.tenantId,
    scopes.flatMap((scope) =>
      [
        { scope, resource: "nano_usd" as const, amount: nanoUsd, limit: null },
        { scope, resource: row.resource, amount: units, limit: null },
      ].sort((one, other) => (one.resource < other.resource ? -1 : 1)),
    ),
  );
  return true;
}

/** How much of its budgets is used, by `scope resource`. */
export async function readUsed(
  transaction: Transaction,
  tenantId: string,
  scopes: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await transaction.query<{ scope: string; resource: string; used: string }[]>(
    "select scope, resource, used from budget_counters where tenant_id = $1 and scope = any ($2)",
    [tenantId, scopes],
  );
  return new Map(rows.map(({ scope, resource, used }) => [`${scope} ${resource}`, Number(used)]));
}

/** Calls reserved before `cutoff` and never settled (their process is gone) become `unknown`. Returns how many. */
export async function markStaleReservations(transaction: Transaction, cutoff: Date): Promise<number> {
  const [, marked] = await transaction.query<[unknown, number]>(
    "update vendor_ledger set state = 'unknown' where state = 'reserved' and reserved_at < $1",
    [cutoff],
  );
  return marked;
}

/** An entry whose outcome nobody knows. */
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

/** The open questions of the tenant, oldest first; `settleUnknown` answers one. */
export async function listUnknownEntries(
  transaction: Transaction,
  tenantId: string,
): Promise<UnknownEntry[]> {
  return transaction.query<UnknownEntry[]>(
    `select ledger_id as "ledgerId", run_id as "runId", vendor, operation, company_id as "companyId", unit,
       reserved_units::float8 as "reservedUnits", reserved_at as "reservedAt"
     from vendor_ledger where tenant_id = $1 and state = 'unknown' order by reserved_at, ledger_id`,
    [tenantId],
  );
}

/** What a run's ledger comes to, by vendor and state. */
export async function readLedgerTotals(
  transaction: Transaction,
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

/** Adds the amounts in the order given, which must be everybody's: those who lock in another order would deadlock. */
async function raise(
  transaction: Transaction,
  tenantId: string,
  claims: readonly Claim[],
): Promise<Raised[]> {
  if (claims.length === 0) return [];
  const rows = await transaction.query<{ scope: string; resource: string; used: string }[]>(
    `insert into budget_counters as b (tenant_id, scope, resource, used)
     select $1, c.scope, c.resource, c.amount
     from unnest($2::text[], $3::text[], $4::bigint[]) with ordinality as c (scope, resource, amount, place) order by c.place
     on conflict (tenant_id, scope, resource) do update set used = b.used + excluded.used
     returning scope, resource, used`,
    [
      tenantId,
      claims.map(({ scope }) => scope),
      claims.map(({ resource }) => resource),
      claims.map(({ amount }) => amount),
    ],
  );
  const used = new Map(rows.map((row) => [`${row.scope} ${row.resource}`, Number(row.used)]));
  return claims.map((claim) => ({ ...claim, used: used.get(`${claim.scope} ${claim.resource}`) ?? 0 }));
}
