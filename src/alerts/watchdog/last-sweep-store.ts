import type { Transaction } from "../../database/database.ts";
import { SWEEP_QUEUE } from "../alert-queues.ts";

/** When a process last finished evaluating all alerts; null when that was more than a day ago. As the service role. */
export async function readLastSweep(transaction: Transaction): Promise<Date | null> {
  const [row] = await transaction.query<{ at: Date | null }[]>(
    "select max(completed_on) as at from pgboss.job where name = $1 and state = 'completed'",
    [SWEEP_QUEUE.name],
  );
  return row?.at ?? null;
}
