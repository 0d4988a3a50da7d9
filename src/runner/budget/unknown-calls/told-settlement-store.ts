import type { Transaction } from "../../../database/database.ts";
import type { RunIdentity } from "../../../observability/events/run-event.ts";
import type { LedgerSettlement } from "../ledger/ledger-store.ts";

/** A call that is open in the ledger although its event states the outcome. */
export interface ToldSettlement {
  readonly ledgerId: string;
  readonly settlement: LedgerSettlement;
}

interface Row {
  readonly ledgerId: string;
  readonly state: "charged" | "released";
  readonly unit: string;
  readonly reservedUnits: number;
  readonly quantity: number;
  readonly tokensOutput: number | null;
  readonly costNanoUsd: string | null;
  readonly priceCardId: string | null;
  readonly model: string | null;
}

/** The run's calls of this kind: the runner recorded the event, but the ledger refused the settlement or never got it. */
export async function listToldSettlements(
  transaction: Transaction,
  { tenantId, runId, runDate }: RunIdentity,
): Promise<ToldSettlement[]> {
  const rows = await transaction.query<Row[]>(
    `select l.ledger_id as "ledgerId", e.extra->>'settles' as state, l.unit, l.reserved_units::float8 as "reservedUnits",
       (e.extra->>'quantity')::float8 as quantity, e.tokens_output::float8 as "tokensOutput",
       e.cost_nano_usd::text as "costNanoUsd", e.extra->>'price_card_id' as "priceCardId",
       coalesce(e.extra->>'model', l.model) as model
     from vendor_ledger l join run_event_logs e on e.tenant_id = $1 and e.event_date = $3 and e.dedupe_key = l.ledger_id
     where l.tenant_id = $1 and l.run_id = $2 and l.state in ('reserved', 'unknown') and e.extra ? 'settles'
     order by l.reserved_at, l.ledger_id`,
    [tenantId, runId, runDate],
  );
  return rows.map((row) => ({ ledgerId: row.ledgerId, settlement: settlementOf(row) }));
}

function settlementOf(row: Row): LedgerSettlement {
  if (row.state === "released") return { state: "released" };
  const isTokens = row.unit === "token";
  return {
    state: "charged",
    // Calls count as reserved, tokens as charged.
    units: isTokens ? row.quantity : row.reservedUnits,
    quantity: row.quantity,
    tokensOutput: isTokens ? row.tokensOutput : null,
    nanoUsd: row.costNanoUsd === null ? null : BigInt(row.costNanoUsd),
    priceCardId: row.priceCardId,
    model: row.model,
  };
}

/** The runs, of all tenants, with such calls reserved before `cutoff`; runners may still settle newer ones themselves. */
export async function listRunsToSettle(
  transaction: Transaction,
  cutoff: Date,
): Promise<{ readonly tenantId: string; readonly runId: string }[]> {
  return transaction.query(
    `select distinct l.tenant_id as "tenantId", l.run_id as "runId"
     from vendor_ledger l join enrichment_runs r using (tenant_id, run_id)
       join run_event_logs e on e.tenant_id = l.tenant_id and e.event_date = r.run_date and e.dedupe_key = l.ledger_id
     where l.state in ('reserved', 'unknown') and l.reserved_at < $1 and e.extra ? 'settles' order by 1, 2`,
    [cutoff],
  );
}
