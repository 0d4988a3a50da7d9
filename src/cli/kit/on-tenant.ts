import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import type { Transaction } from "../../database/database.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import type { CliContext } from "./context.ts";

/** The actor in the audit log. */
export const CLI_ACTOR = "cli";

/** Runs `work` in one transaction of an existing tenant. Throws NotFoundError, which lists the tenants. */
export async function onTenant<Result>(
  context: CliContext,
  tenantId: string,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  return context.withConnection(async ({ database }) => {
    await requireTenant(database, tenantId);
    return database.withTenant(tenantId, work);
  });
}

/** The same for a tenant or the installation, which has roles, too. */
export function onTenantOrPlatform<Result>(
  context: CliContext,
  tenantId: string,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  return tenantId === PLATFORM_TENANT
    ? context.withConnection(({ database }) => database.withTenant(tenantId, work))
    : onTenant(context, tenantId, work);
}

/** Writes an admin's act to the audit log, in its transaction. */
export async function auditCli(
  transaction: Transaction,
  {
    detail = {},
    ...act
  }: {
    readonly tenantId: string;
    readonly action: string;
    readonly subject: string;
    readonly detail?: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  await insertAudit(transaction, { ...act, actor: CLI_ACTOR, detail });
}
