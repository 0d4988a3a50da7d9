import type { OdooProtocol } from "../../entities/vocabulary.ts";
import { NotFoundError } from "../../errors.ts";
import type { Database, Transaction } from "../database.ts";

/** The steps of setting up a tenant, in order, each with the command that does it. */
export const ONBOARDING_STEPS = [
  "tenant_created",
  "icp_rules",
  "odoo_connected",
  "companies_imported",
] as const;
export type OnboardingStep = (typeof ONBOARDING_STEPS)[number];

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

/** Saves a tenant's Odoo connection, replacing an older one; the key must be sealed. */
export async function saveOdooConnection(
  transaction: Transaction,
  connection: {
    readonly tenantId: string;
    readonly baseUrl: string;
    readonly database: string;
    readonly apiKeySealed: string;
    readonly expiresAt: Date | null;
    /** JSON-2 by default. */
    readonly protocol?: OdooProtocol;
    /** The user the key belongs to; needed for XML-RPC. */
    readonly login?: string;
  },
): Promise<void> {
  await transaction.query(
    `insert into odoo_connections (tenant_id, base_url, database, api_key_sealed, expires_at, protocol, login, active)
     values ($1, $2, $3, $4, $5, $6, $7, true)
     on conflict (tenant_id) do update set base_url = excluded.base_url, database = excluded.database,
       api_key_sealed = excluded.api_key_sealed, expires_at = excluded.expires_at, protocol = excluded.protocol,
       login = excluded.login, active = true`,
    [
      connection.tenantId,
      connection.baseUrl,
      connection.database,
      connection.apiKeySealed,
      connection.expiresAt,
      connection.protocol ?? "json2",
      connection.login ?? null,
    ],
  );
  await completeStep(transaction, connection.tenantId, "odoo_connected");
}

/** Marks a step as done. Idempotent. */
export async function completeStep(
  transaction: Transaction,
  tenantId: string,
  step: OnboardingStep,
): Promise<void> {
  await transaction.query(
    "insert into onboarding_status (tenant_id, step) values ($1, $2) on conflict do nothing",
    [tenantId, step],
  );
}

/** How far a tenant has been set up. */
export interface TenantSetup {
  readonly tenantId: string;
  readonly active: boolean;
  readonly steps: readonly string[];
  readonly odoo: {
    readonly baseUrl: string;
    readonly database: string;
    readonly expiresAt: Date | null;
    readonly protocol: OdooProtocol;
    readonly login: string | null;
  } | null;
}

/** The setup of every tenant, in order of their ids. */
export async function listTenantSetups(database: Database): Promise<TenantSetup[]> {
  const rows = await database.withService((transaction) =>
    transaction.query<
      {
        tenantId: string;
        active: boolean;
        steps: string[];
        baseUrl: string | null;
        database: string | null;
        expiresAt: Date | null;
        protocol: OdooProtocol | null;
        login: string | null;
      }[]
    >(
      `select t.tenant_id as "tenantId", t.active, o.base_url as "baseUrl", o.database, o.expires_at as "expiresAt", o.protocol, o.login,
         array(select step from onboarding_status s where s.tenant_id = t.tenant_id order by completed_at, step) as steps
       from tenants t left join odoo_connections o on o.tenant_id = t.tenant_id and o.active order by t.tenant_id`,
    ),
  );
  return rows.map(({ baseUrl, database: name, expiresAt, protocol, login, ...row }) => ({
    ...row,
    odoo:
      baseUrl === null || name === null || protocol === null
        ? null
        : { baseUrl, database: name, expiresAt, protocol, login },
  }));
}
