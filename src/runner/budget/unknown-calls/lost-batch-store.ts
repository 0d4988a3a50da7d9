import type { Queryable } from "../../../database/batch.ts";

/** A batch that was sent, or about to be sent, by a runner that died before it learned the outcome. */
export interface LostBatch {
  readonly ledgerId: string;
  readonly reservedUnits: number;
  readonly creditsBefore: number;
}

/** The newest batch of a run without an outcome, and the vendor's credits before it; null when there is none. */
export async function findLostBatch(
  transaction: Queryable,
  { tenantId, runId }: { readonly tenantId: string; readonly runId: string },
  operation: string,
): Promise<LostBatch | null> {
  const [batch] = await transaction.query<LostBatch[]>(
    `select ledger_id as "ledgerId", reserved_units::float8 as "reservedUnits", credits_before::float8 as "creditsBefore"
     from vendor_ledger where tenant_id = $1 and run_id = $2 and operation = $3 and state in ('reserved', 'unknown')
       and credits_before is not null
     order by reserved_at desc limit 1`,
    [tenantId, runId, operation],
  );
  return batch ?? null;
}
