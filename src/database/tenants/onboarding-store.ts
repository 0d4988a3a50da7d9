import type { OdooProtocol } from "../../entities/vocabulary.ts";
import type { Database, Transaction } from "../database.ts";

/** The steps of setting up a tenant, in order, each with the command that does it. */
export const ONBOARDING_STEPS = [
  "tenant_created",
  "icp_rules",
  "odoo_connected",
  "companies_imported",
] as const;

export type OnboardingStep = (typeof ONBOARDING_STEPS)[number];

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
