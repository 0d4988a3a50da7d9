import type { Transaction } from "../../database/database.ts";

/** Saves the URL of the run's trace. False if there already is one. */
export async function saveTraceUrl(transaction: Transaction, runId: string, url: string): Promise<boolean> {
  const [, saved] = await transaction.query<[unknown, number]>(
    "update enrichment_runs set langsmith_trace_url = $2 where run_id = $1 and langsmith_trace_url is null",
    [runId, url],
  );
  return saved === 1;
}
