import { readTenantPolicy, type TenantPolicy } from "../config/tenant-policy.ts";
import { ConfigurationError, NotFoundError } from "../errors.ts";
import type { Database } from "./database.ts";

/** A tenant with its policy, defaults filled in. */
export interface TenantSettings {
  readonly tenantId: string;
  readonly name: string;
  readonly timezone: string;
  readonly active: boolean;
  readonly policy: TenantPolicy;
}

interface TenantRow extends Omit<TenantSettings, "policy"> {
  readonly policy: unknown;
}

const SELECT = `select t.tenant_id as "tenantId", t.name, t.timezone, t.active, p.policy
  from tenants t left join tenant_policies p using (tenant_id)`;

/** Throws NotFoundError, which lists the tenants there are (for those who run the installation; not for a tenant's people). */
export async function readTenant(database: Database, tenantId: string): Promise<TenantSettings> {
  const [row] = await database.withTenant(tenantId, (transaction) => transaction.query<TenantRow[]>(SELECT));
  if (row === undefined) {
    const known = await listTenants(database);
    throw new NotFoundError(
      "tenant",
      tenantId,
      known.map((tenant) => tenant.tenantId),
    );
  }
  return { ...row, policy: readTenantPolicy(row.tenantId, row.policy) };
}

/** The policy by which a tenant is judged: the default one where its own cannot be read, so that people hear of that. */
export async function readPolicyOrDefault(database: Database, tenantId: string): Promise<TenantPolicy> {
  try {
    return (await readTenant(database, tenantId)).policy;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return readTenantPolicy(tenantId, {});
  }
}

/** Every tenant, in order of their ids. */
export async function listTenants(database: Database): Promise<TenantSettings[]> {
  const rows = await database.withService((transaction) =>
    transaction.query<TenantRow[]>(`${SELECT} order by tenant_id`),
  );
  return rows.map((row) => ({ ...row, policy: readTenantPolicy(row.tenantId, row.policy) }));
}
