import type { Transaction } from "../../database/database.ts";

/** Of which type a rule of a tenant's own is; null for one that is built in, or gone. */
export async function readRuleType(
  transaction: Transaction,
  tenantId: string,
  ruleId: string,
): Promise<string | null> {
  const [row] = await transaction.query<{ type: string }[]>(
    "select type from alert_rules where tenant_id = $1 and rule_id::text = $2 and type <> 'built_in'",
    [tenantId, ruleId],
  );
  return row?.type ?? null;
}
