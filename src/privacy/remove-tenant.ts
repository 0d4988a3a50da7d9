import type { Database, Transaction } from "../database/database.ts";
import { insertAudit } from "../database/tenants/audit-store.ts";
import { ConflictError, NotFoundError } from "../errors.ts";
import {
  closeTenant,
  listTenantTables,
  readTable,
  removeRows,
  removeServiceRows,
} from "./tenant-tables-store.ts";

/** Where the rows of a tenant are written; `end` returns when they are safely there. */
export interface TenantFile {
  write(table: string, rows: readonly object[]): Promise<void>;
  end(): Promise<void>;
}

/** What was removed. */
export interface RemovedTenant {
  readonly name: string;
  /** Rows written to the file, by table. */
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * Removes a tenant with everything that is kept for it, once all of it is in the file. In one transaction: whatever is thrown,
 * the tenant is as it was. Throws NotFoundError, or ConflictError while a run is in progress.
 */
export async function removeTenant(
  database: Database,
  file: TenantFile,
  request: {
    readonly tenantId: string;
    readonly actor: string;
    /** Under which tenant the audit log says so, since the tenant's own goes with it. */
    readonly auditTenantId: string;
    readonly signal: AbortSignal;
  },
): Promise<RemovedTenant> {
  const { tenantId, actor, auditTenantId, signal } = request;
  const removed = await database.withTenant(
    tenantId,
    async (transaction) => {
      const tenant = await closeTenant(transaction);
      if (tenant === null) throw new NotFoundError("tenant", tenantId);
      if (tenant.isRunning) {
        throw new ConflictError(`A run of ${tenantId} is in progress. Cancel it first. Nothing was removed.`);
      }
      const tables = await listTenantTables(transaction);
      const rows = await exportRows(transaction, file, { tenantId, tables, signal });
      await file.end();
      const others = await removeRows(transaction, tenantId, tables);
      signal.throwIfAborted();
      return { name: tenant.name, rows, others };
    },
    { isLong: true },
  );
  await database.withService((transaction) => removeServiceRows(transaction, tenantId, removed.others));
  await database.withTenant(auditTenantId, (transaction) =>
    insertAudit(transaction, {
      tenantId: auditTenantId,
      actor,
      action: "tenant.remove",
      subject: tenantId,
      detail: { name: removed.name, rows: removed.rows },
    }),
  );
  return { name: removed.name, rows: removed.rows };
}

async function exportRows(
  transaction: Transaction,
  file: TenantFile,
  {
    tenantId,
    tables,
    signal,
  }: { readonly tenantId: string; readonly tables: readonly string[]; readonly signal: AbortSignal },
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    for await (const rows of readTable(transaction, tenantId, table)) {
      signal.throwIfAborted();
      await file.write(table, rows);
      counts[table] = (counts[table] ?? 0) + rows.length;
    }
  }
  return counts;
}
