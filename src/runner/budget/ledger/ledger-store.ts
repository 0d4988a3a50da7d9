import type { Queryable } from "../../../database/batch.ts";
import type { Database } from "../../../database/database.ts";
import { BudgetSpentError } from "../../../errors.ts";
import { type Claim, firstOver, type Raised } from "./claims.ts";

/** An attempt at a call, as recorded before it is made. */
export interface NewLedgerEntry {
  readonly tenantId: string;
  /** Also the key of the attempt's event; if the event is missing, the runner died before it could write it. */
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
  /** The vendor's credits before the call, if they are read to find out whether it was charged; otherwise null. */
  readonly creditsBefore: number | null;
}

/** The outcome of an attempt. `units` is what it used of its budget; the other fields are what the vendor charged. */
export type LedgerSettlement =
  | {
      readonly state: "charged";
      readonly units: number;
      readonly quantity: number;
      /** Null unless the vendor charges by token. */
      readonly tokensOutput: number | null;
      readonly nanoUsd: bigint | null;
      readonly priceCardId: string | null;
      readonly model: string | null;
    }
  | { readonly state: "released" }
  | { readonly state: "unknown" };

/** Locks the claims' counters in order until the decision is made, so that claims of all processes are serialised. */
const RESERVE = `
  with claim as (
    select * from unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[]) with ordinality as c (scope, resource, amount, most, place)
  ), held as (
    select c.scope, c.resource, c.amount, c.most, b.used from claim c
      join budget_counters b on b.tenant_id = $1 and b.scope = c.scope and b.resource = c.resource
    order by c.place for update of b
  ), verdict as (
    select count(*) = (select count(*) from claim) as is_complete,
      coalesce(bool_and(most is null or amount <= 0 or used + amount <= most), true) as fits from held
  ), raised as (
    update budget_counters b set used = b.used + h.amount from held h, verdict
    where is_complete and fits and b.tenant_id = $1 and b.scope = h.scope and b.resource = h.resource
  ), entry as (
    insert into vendor_ledger (tenant_id, ledger_id, run_id, stage, company_id, vendor, operation, state, resource,
      reserved_units, reserved_nano_usd, unit, model, local_date, reserved_at, credits_before, keys_event)
    select $1, $6::uuid, $7::uuid, $8, $9::uuid, $10, $11, 'reserved', $12, $13::bigint, $14::bigint, $15, $16, $17::date,
      $18::timestamptz, $19::bigint, true from verdict where is_complete and fits
  )
  select is_complete as "isComplete", (select coalesce(jsonb_object_agg(scope || ' ' || resource, used), '{}') from held) as used
  from verdict`;

/** A counter starts at zero when it is first claimed. */
const BEGIN = `
  insert into budget_counters (tenant_id, scope, resource, used)
  select $1, scope, resource, 0 from unnest($2::text[], $3::text[]) with ordinality as c (scope, resource, place) order by place
  on conflict do nothing`;

/**
 * Takes all claims or none, and records the attempt. It is one statement, so that locks are short and no cap is exceeded.
 * Throws BudgetSpentError when a claim does not fit.
 */
export async function reserve(
  database: Database,
  entry: NewLedgerEntry,
  claims: readonly Claim[],
): Promise<Raised[]> {
  const scopes = claims.map(({ scope }) => scope);
  const resources = claims.map(({ resource }) => resource);
  const ask = () =>
    database.batch(entry.tenantId, (batch) =>
      batch.query<{ isComplete: boolean; used: Record<string, number> }[]>(RESERVE, [
        entry.tenantId,
        scopes,
        resources,
        claims.map(({ amount }) => amount),
        claims.map(({ limit }) => limit),
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
        entry.creditsBefore,
      ]),
    );
  let [answer] = await ask();
  if (answer?.isComplete === false) {
    await database.batch(entry.tenantId, (batch) => batch.query(BEGIN, [entry.tenantId, scopes, resources]));
    [answer] = await ask();
  }
  if (answer?.isComplete !== true) throw new TypeError("A counter vanished between two statements");
  const { used } = answer;
  const raised = claims.map((claim) => ({
    ...claim,
    used: (used[`${claim.scope} ${claim.resource}`] ?? 0) + claim.amount,
  }));
  const over = firstOver(raised);
  if (over !== null)
    throw new BudgetSpentError(over.resource, over.scope, over.limit ?? 0, over.used - over.amount);
  return raised;
}

/** How much of each claim's budget is held by calls in progress, in any process. */
const MAY_FIT_LATER = `
  with held as (
    select run_id, to_char(local_date, 'YYYY-MM-DD') as day, resource, reserved_units, reserved_nano_usd from vendor_ledger
    where tenant_id = $1 and state = 'reserved' and reserved_at > $6
  )
  select bool_and(c.most is null or c.amount <= 0 or coalesce(b.used, 0) - h.amount + c.amount <= c.most) as "mayFit"
  from unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[]) as c (scope, resource, amount, most)
    left join budget_counters b on b.tenant_id = $1 and b.scope = c.scope and b.resource = c.resource
    cross join lateral (
      select coalesce(sum(case when c.resource = 'nano_usd' then reserved_nano_usd else reserved_units end), 0) as amount
      from held where c.scope in ('day:' || day, 'run:' || run_id) and c.resource in ('nano_usd', held.resource)
    ) h`;

/** Whether claims that do not fit now would fit if every call reserved after `since` returned what it holds. */
export async function mayFitLater(
  batch: Queryable,
  tenantId: string,
  claims: readonly Claim[],
  since: Date,
): Promise<boolean> {
  const [answer] = await batch.query<{ mayFit: boolean }[]>(MAY_FIT_LATER, [
    tenantId,
    claims.map(({ scope }) => scope),
    claims.map(({ resource }) => resource),
    claims.map(({ amount }) => amount),
    claims.map(({ limit }) => limit),
    since,
  ]);
  return answer?.mayFit === true;
}

/** Locks the counters in the same order as the claims do; any other order would deadlock with them. */
const SETTLE = `
  with settled as (
    update vendor_ledger set state = $3, quantity = $4, cost_nano_usd = $5, price_card_id = $6,
      model = coalesce($7, model), tokens_output = $11, settled_at = case when $3 = 'unknown' then null else $8::timestamptz end
    where tenant_id = $1 and ledger_id = $2 and state in ('reserved', 'unknown')
    returning run_id, to_char(local_date, 'YYYY-MM-DD') as day, resource, reserved_units, reserved_nano_usd
  ), raised as (
    insert into budget_counters as b (tenant_id, scope, resource, used)
    select $1, c.scope, c.resource, c.amount from settled s cross join lateral (values
      ('day:' || s.day, s.resource, $9::bigint - s.reserved_units),
      ('day:' || s.day, 'nano_usd', $10::bigint - s.reserved_nano_usd),
      ('run:' || s.run_id, s.resource, $9::bigint - s.reserved_units),
      ('run:' || s.run_id, 'nano_usd', $10::bigint - s.reserved_nano_usd)) as c (scope, resource, amount)
    where $3 <> 'unknown'
    order by c.scope collate "C", c.resource collate "C"
    on conflict (tenant_id, scope, resource) do update set used = b.used + excluded.used
  )
  select from settled`;

/**
 * Settles an open entry and returns what it did not use to its budgets; an `unknown` one keeps everything it reserved.
 * False, without any change, when it was already settled.
 */
export async function settle(
  batch: Queryable,
  key: { readonly tenantId: string; readonly ledgerId: string },
  settlement: LedgerSettlement,
  at: Date,
): Promise<boolean> {
  const isCharged = settlement.state === "charged";
  const settled = await batch.query<unknown[]>(SETTLE, [
    key.tenantId,
    key.ledgerId,
    settlement.state,
    isCharged ? settlement.quantity : settlement.state === "released" ? 0 : null,
    isCharged ? (settlement.nanoUsd?.toString() ?? null) : settlement.state === "released" ? 0 : null,
    isCharged ? settlement.priceCardId : null,
    isCharged ? settlement.model : null,
    at,
    isCharged ? settlement.units : 0,
    isCharged ? (settlement.nanoUsd ?? 0n).toString() : "0",
    isCharged ? settlement.tokensOutput : null,
  ]);
  return settled.length > 0;
}

/** How much of its budgets is used, by `scope resource`. */
export async function readUsed(
  transaction: Queryable,
  tenantId: string,
  scopes: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await transaction.query<{ scope: string; resource: string; used: string }[]>(
    "select scope, resource, used from budget_counters where tenant_id = $1 and scope = any ($2)",
    [tenantId, scopes],
  );
  return new Map(rows.map(({ scope, resource, used }) => [`${scope} ${resource}`, Number(used)]));
}
