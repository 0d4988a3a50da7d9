import type { Transaction } from "../../database/database.ts";

/** A run whose spans have not been sent. */
export interface UnsentRun {
  readonly tenantId: string;
  readonly runId: string;
}

/** Nightly runs that ended within these times and whose spans nobody has, the oldest first. As the service role. */
export async function listUnsentRuns(
  transaction: Transaction,
  { from, until, limit }: { readonly from: Date; readonly until: Date; readonly limit: number },
): Promise<UnsentRun[]> {
  return transaction.query<UnsentRun[]>(
    `select tenant_id as "tenantId", run_id as "runId" from enrichment_runs
     where spans_sent_at is null and ended_at is not null and agent_id = 'nightly' and ended_at between $1 and $2
     order by ended_at limit $3`,
    [from, until, limit],
  );
}

/** Notes that a collector has the spans of a run, or wants none of them. As the service role. */
export async function noteSent(
  transaction: Transaction,
  { tenantId, runId }: UnsentRun,
  at: Date,
): Promise<void> {
  await transaction.query(
    "update enrichment_runs set spans_sent_at = $3 where tenant_id = $1 and run_id = $2",
    [tenantId, runId, at],
  );
}
