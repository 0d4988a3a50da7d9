import type { Transaction } from "../../database/database.ts";
import type { RunIdentity } from "../../observability/events/run-event.ts";

/** A call that the ledger has and the events have not. */
export interface LostCall {
  readonly ledgerId: string;
  readonly stage: string;
  readonly companyId: string | null;
  readonly vendor: string;
  readonly operation: string;
  readonly model: string | null;
  /** Null where nothing was charged, where nobody knows, and where there is no price for it. */
  readonly costNanoUsd: string | null;
  readonly priceCardId: string | null;
  readonly isUnpriced: boolean;
  /** Null but for tokens that were charged. */
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

/** Calls whose outcome is decided, in a stage of the run or up to some moment; those under way are left out. */
export async function listLostCalls(
  transaction: Transaction,
  { tenantId, runId, runDate }: RunIdentity,
  which: { readonly stage: string } | { readonly reservedBefore: Date },
): Promise<LostCall[]> {
  const [condition, value] =
    "stage" in which ? ["l.stage = $4", which.stage] : ["l.reserved_at < $4", which.reservedBefore];
  // `offset 0` has each event looked up by its key. Of a night that Postgres has no statistics of yet, it would otherwise
  // compare every call with every event, with the run locked.
  return transaction.query<LostCall[]>(
    `select ${COLUMNS}
     from vendor_ledger l
     where tenant_id = $1 and run_id = $2 and keys_event and state <> 'reserved' and ${condition} and not exists (
       select from run_event_logs e where e.tenant_id = $1 and e.event_date = $3 and e.dedupe_key = l.ledger_id offset 0)
     order by reserved_at, ledger_id`,
    [tenantId, runId, runDate, value],
  );
}

/** The call, where it was told of as lost without a cost and the ledger has learnt since what was charged; or null. */
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
