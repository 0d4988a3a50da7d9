import { NotFoundError } from "../../errors.ts";
import type { Database, Transaction } from "../database.ts";
import { completeStep } from "./onboarding-store.ts";

/** Throws NotFoundError, which lists the existing tenants. */
export async function requireTenant(database: Database, tenantId: string): Promise<void> {
  const tenants = await database.withService((transaction) =>
    transaction.query<{ tenantId: string }[]>(
      `select tenant_id as "tenantId" from tenants order by tenant_id`,
    ),
  );
  const known = tenants.map((tenant) => tenant.tenantId);
  if (!known.includes(tenantId)) throw new NotFoundError("tenant", tenantId, known);
}

/** Creates a tenant with an empty (and valid) policy. False if the id is taken. */
export async function insertTenant(
  transaction: Transaction,
  tenant: { readonly tenantId: string; readonly name: string; readonly timezone: string },
): Promise<boolean> {
  const created = await transaction.query<unknown[]>(
    `insert into tenants (tenant_id, name, timezone) values ($1, $2, $3)
     on conflict (tenant_id) do nothing returning tenant_id`,
    [tenant.tenantId, tenant.name, tenant.timezone],
  );
  if (created.length === 0) return false;
  await transaction.query("insert into tenant_policies (tenant_id) values ($1) on conflict do nothing", [
    tenant.tenantId,
  ]);
  await completeStep(transaction, tenant.tenantId, "tenant_created");
  return true;
}

/** Changes the name or time zone of the transaction's tenant. */
export async function updateTenant(
  transaction: Transaction,
  { name, timezone }: { readonly name?: string; readonly timezone?: string },
): Promise<void> {
  await transaction.query("update tenants set name = coalesce($1, name), timezone = coalesce($2, timezone)", [
    name ?? null,
    timezone ?? null,
  ]);
}

/** Activates or deactivates the transaction's tenant. False if nothing changed. */
export async function setTenantActive(transaction: Transaction, active: boolean): Promise<boolean> {
  const [, changed] = await transaction.query<[unknown, number]>(
    "update tenants set active = $1 where active <> $1",
    [active],
  );
  return changed > 0;
}

/** The stored policy of the transaction's tenant, without defaults and unvalidated, locked for a change. */
export async function lockStoredPolicy(transaction: Transaction): Promise<Record<string, unknown>> {
  const [row] = await transaction.query<{ policy: Record<string, unknown> }[]>(
    "select policy from tenant_policies for update",
  );
  return row?.policy ?? {};
}

export async function savePolicy(
  transaction: Transaction,
  tenantId: string,
  policy: Readonly<Record<string, unknown>>,
): Promise<void> {
  await transaction.query(
    `insert into tenant_policies (tenant_id, policy) values ($1, $2)
     on conflict (tenant_id) do update set policy = excluded.policy, updated_at = default`,
    [tenantId, JSON.stringify(policy)],
  );
}
