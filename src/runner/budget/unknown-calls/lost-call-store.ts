import type { Transaction } from "../../../database/database.ts";
import type { RunIdentity } from "../../../observability/events/run-event.ts";

/** A call that is in the ledger but has no event. */
export interface LostCall {
  readonly ledgerId: string;
  readonly stage: string;
  readonly companyId: string | null;
  readonly vendor: string;
  readonly operation: string;
  readonly model: string | null;
  /** Null if nothing was charged, if the outcome is unknown, or if there is no price for it. */
  readonly costNanoUsd: string | null;
  readonly priceCardId: string | null;
  readonly isUnpriced: boolean;
  /** Null unless tokens were charged. */
  readonly tokensInput: number | null;
  readonly tokensOutput: number | null;
  readonly reservedAt: Date;
  readonly settledAt: Date | null;
}

const COLUMNS = `l.ledger_id as "ledgerId", l.stage, l.company_id as "companyId", l.vendor, l.operation, l.model,
  case when l.state = 'charged' then l.cost_nano_usd end as "costNanoUsd", l.price_card_id as "priceCardId",
  l.state = 'charged' and l.cost_nano_usd is null as "isUnpriced",
  case when l.state = 'charged' and l.unit = 'token' then l.quantity - l.tokens_output end as "tokensInput",
  case when l.state = 'charged' and l.unit = 'token' then l.tokens_output::float8 end as "tokensOutput",
  l.reserved_at as "reservedAt", l.settled_at as "settledAt"`;

/** Calls with a final outcome, in one stage of the run or reserved before a given time; calls in progress are left out. */
export async function listLostCalls(
  transaction: Transaction,
  { tenantId, runId, runDate }: RunIdentity,
  which: { readonly stage: string } | { readonly reservedBefore: Date },
): Promise<LostCall[]> {
  const [condition, value] =
    "stage" in which ? ["l.stage = $4", which.stage] : ["l.reserved_at < $4", which.reservedBefore];
  // `offset 0` forces Postgres to look each event up by its key. Without statistics (a new night's partition) it would
  // compare every call with every event, while the run is locked.
  return transaction.query<LostCall[]>(
    `select ${COLUMNS}
     from vendor_ledger l
     where tenant_id = $1 and run_id = $2 and keys_event and state <> 'reserved' and ${condition} and not exists (
       select from run_event_logs e where e.tenant_id = $1 and e.event_date = $3 and e.dedupe_key = l.ledger_id offset 0)
     order by reserved_at, ledger_id`,
    [tenantId, runId, runDate, value],
  );
}

/** The call, if it was recorded as lost without a cost and the ledger has learned since what was charged; otherwise null. */
export async function findLateCharge(
  transaction: Transaction,
  { tenantId, runDate }: RunIdentity,
  ledgerId: string,
): Promise<LostCall | null> {
  const [call] = await transaction.query<LostCall[]>(
    `select ${COLUMNS}
     from vendor_ledger l join run_event_logs e on e.tenant_id = $1 and e.event_date = $2 and e.dedupe_key = l.ledger_id
     where l.tenant_id = $1 and l.ledger_id = $3 and l.state = 'charged' and e.status = 'lost' and e.cost_nano_usd is null
       and not e.extra ? 'unpriced'`,
    [tenantId, runDate, ledgerId],
  );
  return call ?? null;
}
