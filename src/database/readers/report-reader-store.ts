import type { Transaction } from "../database.ts";

/** The role of the transaction's tenant for dashboards; null if it has none. */
export async function findReportReader(transaction: Transaction): Promise<string | null> {
  const [row] = await transaction.query<{ roleName: string }[]>(
    `select role_name as "roleName" from report_readers`,
  );
  return row?.roleName ?? null;
}

/** Keeps the tenant's role; from now on whoever signs in as it sees the tenant's reports. */
export async function saveReportReader(
  transaction: Transaction,
  tenantId: string,
  roleName: string,
): Promise<void> {
  await transaction.query(
    "insert into report_readers (tenant_id, role_name) values ($1, $2) on conflict (tenant_id) do nothing",
    [tenantId, roleName],
  );
}

/** Forgets the tenant's role, which sees nothing any more. */
export async function deleteReportReader(transaction: Transaction): Promise<void> {
  await transaction.query("delete from report_readers");
}
