import { readTenantPolicy, type TenantPolicy } from "../../config/tenant-policy.ts";
import { ConfigurationError, NotFoundError } from "../../errors.ts";
import type { Database, Transaction } from "../database.ts";

/** A tenant with its policy, defaults filled in. */
export interface TenantSettings {
  readonly tenantId: string;
  readonly name: string;
  readonly timezone: string;
  readonly active: boolean;
  readonly policy: TenantPolicy;
}

/** A tenant whose policy is not parsed yet. */
export interface TenantRow extends Omit<TenantSettings, "policy"> {
  readonly policy: unknown;
}

const SELECT = `select t.tenant_id as "tenantId", t.name, t.timezone, t.active, p.policy
  from tenants t left join tenant_policies p using (tenant_id)`;

/** Throws NotFoundError, which lists all tenants: show that only to the installation's operators, not to a tenant's users. */
export async function readTenant(database: Database, tenantId: string): Promise<TenantSettings> {
  return readSettings(await readTenantRow(database, tenantId));
}

/** The same, with the default policy if the tenant's own cannot be read. */
export async function readTenantOrDefault(database: Database, tenantId: string): Promise<TenantSettings> {
  return readSettingsOrDefault(await readTenantRow(database, tenantId));
}

async function readTenantRow(database: Database, tenantId: string): Promise<TenantRow> {
  const [row] = await database.withTenant(tenantId, (transaction) => transaction.query<TenantRow[]>(SELECT));
  if (row === undefined) {
    const known = await listAllTenants(database);
    throw new NotFoundError(
      "tenant",
      tenantId,
      known.map((tenant) => tenant.tenantId),
    );
  }
  return row;
}

/** All active tenants, in order of their ids. Policies are not parsed: a malformed one must not hide the other tenants. */
export async function listActiveTenants(transaction: Transaction): Promise<TenantRow[]> {
  return transaction.query<TenantRow[]>(`${SELECT} where t.active order by t.tenant_id`);
}

/** Those of these tenants that exist, active or not. */
export async function listTenantRows(
  transaction: Transaction,
  tenantIds: readonly string[],
): Promise<TenantRow[]> {
  return transaction.query<TenantRow[]>(`${SELECT} where t.tenant_id = any($1)`, [tenantIds]);
}

/** Parses the policy. Throws ConfigurationError if it cannot be read. */
export function readSettings(row: TenantRow): TenantSettings {
  return { ...row, policy: readTenantPolicy(row.tenantId, row.policy) };
}

/** The same, with the default policy if the tenant's own cannot be read, so that people are still notified. */
export function readSettingsOrDefault(row: TenantRow): TenantSettings {
  try {
    return readSettings(row);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { ...row, policy: readTenantPolicy(row.tenantId, {}) };
  }
}

/** Every tenant, in order of their ids. Throws ConfigurationError for a policy that cannot be read. */
export async function listTenants(database: Database): Promise<TenantSettings[]> {
  return (await listAllTenants(database)).map(readSettings);
}

/** The same without parsing the policies. */
export async function listAllTenants(database: Database): Promise<TenantRow[]> {
  return database.withService((transaction) =>
    transaction.query<TenantRow[]>(`${SELECT} order by tenant_id`),
  );
}
