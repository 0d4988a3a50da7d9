import type { Transaction } from "../../database/database.ts";

/** A tenant's messages that were given up, by reason, the most frequent first. */
export async function readDeadMessages(
  transaction: Transaction,
  tenantId: string,
): Promise<{ readonly reason: string; readonly count: number }[]> {
  return transaction.query<{ reason: string; count: number }[]>(
    `select coalesce(last_error, 'unknown') as reason, count(*)::int as count from alert_notifications
     where tenant_id = $1 and state = 'dead' and delivered_version < desired_version group by 1 order by 2 desc, 1`,
    [tenantId],
  );
}
