import type { Transaction } from "../../database/database.ts";
import type { DeadLetter } from "../../entities/dead-letter.ts";

/** A company that a run gave up, with its name. */
export type DeadLetterRow = Omit<DeadLetter, "tenantId"> & { readonly company: string };

/** The companies a run gave up, oldest first. */
export async function listDeadLetters(transaction: Transaction, runId: string): Promise<DeadLetterRow[]> {
  return transaction.query<DeadLetterRow[]>(
    `select run_id as "runId", stage, company_id as "companyId", coalesce(c.name, '') as company, error_code as "errorCode",
       error_msg as "errorMsg", attempts, d.created_at as "createdAt", retried_at as "retriedAt"
     from dead_letters d left join companies c using (tenant_id, company_id)
     where run_id = $1 order by d.created_at, stage, company_id limit 1000`,
    [runId],
  );
}
