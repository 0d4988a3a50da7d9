import type { Transaction } from "../../../database/database.ts";
import type { LedgerState } from "../../../entities/vocabulary.ts";
import { keyOf, type RunIdentity } from "../../../observability/events/run-event.ts";

/** The fields of an attempt at a call that settling it by hand needs. */
export interface LedgerEntry {
  readonly runId: string;
  readonly stage: string;
  readonly companyId: string | null;
  readonly vendor: string;
  readonly operation: string;
  readonly state: LedgerState;
  readonly unit: string;
  readonly model: string | null;
  readonly reservedUnits: number;
  readonly reservedAt: Date;
}

export async function findLedgerEntry(
  transaction: Transaction,
  ledgerId: string,
): Promise<LedgerEntry | null> {
  const [entry] = await transaction.query<LedgerEntry[]>(
    `select run_id as "runId", stage, company_id as "companyId", vendor, operation, state, unit, model,
       reserved_units::float8 as "reservedUnits", reserved_at as "reservedAt"
     from vendor_ledger where ledger_id = $1`,
    [ledgerId],
  );
  return entry ?? null;
}

/** Whether the call's event states its cost: the runner knew it, but the ledger missed the settlement. */
export async function isCostTold(
  transaction: Transaction,
  { tenantId, runDate }: Pick<RunIdentity, "tenantId" | "runDate">,
  ledgerId: string,
): Promise<boolean> {
  const found = await transaction.query<unknown[]>(
    `select from run_event_logs where tenant_id = $1 and event_date = $2 and dedupe_key = $3
       and (cost_nano_usd is not null or extra ? 'unpriced')`,
    [tenantId, runDate, ledgerId],
  );
  return found.length > 0;
}

/** The key of a call's `call_settled` event. */
export const settledKeyOf = (runId: string, ledgerId: string) => keyOf(runId, "call_settled", ledgerId);

/** Which of the calls have a `call_settled` event. */
export async function findSettled(
  transaction: Transaction,
  { tenantId, runId, runDate }: RunIdentity,
  ledgerIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const calls = new Map(ledgerIds.map((ledgerId) => [settledKeyOf(runId, ledgerId), ledgerId]));
  const found = await transaction.query<{ key: string }[]>(
    `select dedupe_key as key from run_event_logs
     where tenant_id = $1 and event_date = $2 and dedupe_key = any ($3)`,
    [tenantId, runDate, [...calls.keys()]],
  );
  return new Set(found.map(({ key }) => calls.get(key) ?? ""));
}

/** Whether the events of a run are still there. */
export async function hasEvents(
  transaction: Transaction,
  { runId, runDate }: Pick<RunIdentity, "runId" | "runDate">,
): Promise<boolean> {
  const found = await transaction.query<unknown[]>(
    "select from run_event_logs where run_id = $1 and event_date = $2 limit 1",
    [runId, runDate],
  );
  return found.length > 0;
}
