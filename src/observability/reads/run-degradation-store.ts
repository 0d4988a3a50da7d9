import type { Transaction } from "../../database/database.ts";
import type { NotedDegradation } from "./degradations.ts";

/** What the run does worse than planned, in the order noted. */
export async function listDegradations(transaction: Transaction, runId: string): Promise<NotedDegradation[]> {
  return transaction.query<NotedDegradation[]>(
    "select degradation, reason, since from run_degradations where run_id = $1 order by since, degradation",
    [runId],
  );
}
