import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import type { Transaction } from "../../database/database.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import type { CliContext } from "./context.ts";

/** Who the audit log says did it. */
export const CLI_ACTOR = "cli";

/** Runs `work` in one transaction of a tenant there must be. Throws NotFoundError, which lists the tenants. */
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

/** The same for what the installation has, too: roles. */
export function onTenantOrPlatform<Result>(
  context: CliContext,
  tenantId: string,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  return tenantId === PLATFORM_TENANT
    ? context.withConnection(({ database }) => database.withTenant(tenantId, work))
    : onTenant(context, tenantId, work);
}

/** Notes an admin's act, in its own transaction. */
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
