import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import { insertAudit } from "../database/tenants/audit-store.ts";
import { requireTenant } from "../database/tenants/tenant-admin-store.ts";
import { ConflictError, NotFoundError } from "../errors.ts";
import { forgetKeys } from "./company-key-store.ts";
import { lockImports } from "./company-store.ts";
import {
  countKept,
  type ImportRecord,
  listImports,
  markUndone,
  removeBrought,
  restoreChanged,
} from "./import-store.ts";

/** What taking an import back did. */
export interface UndoReport {
  readonly importId: string;
  readonly fileName: string;
  /** Companies that the import brought, and that are gone with all that was found out about them. */
  readonly removed: number;
  /** Companies that are again as they were. */
  readonly restored: number;
  /** Companies that the import brought, and that stay because a later import has them too. */
  readonly kept: number;
}

/** Takes an import back, named by its id or the beginning of it. Throws NotFoundError and ConflictError. */
export async function undoImport(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  request: { readonly tenantId: string; readonly reference: string; readonly actor: string },
): Promise<UndoReport> {
  const { tenantId, reference, actor } = request;
  await requireTenant(database, tenantId);
  return database.withTenant(tenantId, async (transaction) => {
    await lockImports(transaction, tenantId);
    const made = findImport(await listImports(transaction, tenantId), reference);
    const removed = await removeBrought(transaction, tenantId, made);
    const restored = await restoreChanged(transaction, tenantId, made.importId);
    await forgetKeys(transaction, tenantId, restored);
    await markUndone(transaction, tenantId, made.importId, clock());
    const report = {
      importId: made.importId,
      fileName: made.fileName,
      removed,
      restored: restored.length,
      kept: await countKept(transaction, tenantId, made.importId),
    };
    const { importId: subject, ...detail } = report;
    await insertAudit(transaction, { tenantId, actor, action: "companies.undo_import", subject, detail });
    return report;
  });
}

function findImport(imports: readonly ImportRecord[], reference: string): ImportRecord {
  const [made, another] = imports.filter(({ importId }) => importId.startsWith(reference.toLowerCase()));
  if (made === undefined || reference === "") {
    const known = imports.filter(({ undoneAt }) => undoneAt === null).slice(0, 10);
    throw new NotFoundError(
      "import",
      reference,
      known.map(({ importId, fileName }) => `${importId.slice(0, 8)} (${fileName})`),
    );
  }
  if (another !== undefined)
    throw new ConflictError(`Several imports begin with ${reference}. Say more of its id.`);
  if (made.undoneAt !== null)
    throw new ConflictError(`The import of ${made.fileName} has been taken back already.`);
  return made;
}
