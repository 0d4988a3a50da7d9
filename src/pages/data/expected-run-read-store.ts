import type { Transaction } from "../../database/database.ts";
import type { ExpectedRun } from "../../entities/expected-run.ts";

/** A due time and what became of it. */
export type ExpectedRunRow = Pick<ExpectedRun, "scheduleId" | "dueAt" | "state" | "runId" | "reason">;

/** The newest due times of a tenant's schedules. */
export async function listExpectedRuns(
  transaction: Transaction,
  tenantId: string,
  limit: number,
): Promise<ExpectedRunRow[]> {
  return transaction.query<ExpectedRunRow[]>(
    `select schedule_id as "scheduleId", due_at as "dueAt", state, run_id as "runId", reason
     from expected_runs where tenant_id = $1 order by due_at desc, schedule_id limit $2`,
    [tenantId, limit],
  );
}
