import type { Transaction } from "../database.ts";

/** Which companies a tenant wants; null means any. */
export interface IcpRuleRow {
  readonly name: string;
  /** Lower case. */
  readonly industries: readonly string[] | null;
  /** ISO 3166 two-letter codes. */
  readonly countries: readonly string[] | null;
  readonly employeesMin: number | null;
  readonly employeesMax: number | null;
}

/** The active rules of the transaction's tenant; a company that fits one of them is a candidate. */
export async function listIcpRules(transaction: Transaction): Promise<IcpRuleRow[]> {
  return transaction.query<IcpRuleRow[]>(
    `select name, industries, countries, employees_min as "employeesMin", employees_max as "employeesMax"
     from icp_rules where active order by name`,
  );
}

/** Writes a rule, replacing one with the same name. */
export async function saveIcpRule(
  transaction: Transaction,
  tenantId: string,
  rule: IcpRuleRow,
): Promise<void> {
  // Names are not unique in the table: locking the tenant's row keeps two writers from creating two rules.
  await transaction.query("select from tenants where tenant_id = $1 for update", [tenantId]);
  await removeIcpRule(transaction, rule.name);
  await transaction.query(
    `insert into icp_rules (tenant_id, name, industries, countries, employees_min, employees_max)
     values ($1, $2, $3, $4, $5, $6)`,
    [tenantId, rule.name, rule.industries, rule.countries, rule.employeesMin, rule.employeesMax],
  );
}

/** False when there was no such rule. */
export async function removeIcpRule(transaction: Transaction, name: string): Promise<boolean> {
  const [, count] = await transaction.query<[unknown[], number]>("delete from icp_rules where name = $1", [
    name,
  ]);
  return count > 0;
}
