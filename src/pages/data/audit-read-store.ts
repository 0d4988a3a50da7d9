import type { Transaction } from "../../database/database.ts";
import type { AuditEntry } from "../../entities/audit-entry.ts";

/** Which entries, newest first. */
export interface AuditQuery {
  readonly actor: string | null;
  readonly action: string | null;
  readonly limit: number;
  readonly after: { readonly at: string; readonly id: string } | null;
}

/** An entry with its time to the microsecond, which is its place in the list. */
export type PlacedAudit = AuditEntry & { readonly place: string };

/** The newest entries of a tenant's audit log. */
export async function listAudit(
  transaction: Transaction,
  tenantId: string,
  { actor, action, limit, after }: AuditQuery,
): Promise<PlacedAudit[]> {
  return transaction.query<PlacedAudit[]>(
    `select tenant_id as "tenantId", audit_id as "auditId", actor, action, subject, detail, at,
       to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place
     from audit_log where tenant_id = $1 and ($2::text is null or actor = $2) and ($3::text is null or action = $3)
       and ($4::timestamptz is null or (at, audit_id) < ($4::timestamptz, $5::uuid))
     order by at desc, audit_id desc limit $6`,
    [tenantId, actor, action, after?.at ?? null, after?.id ?? null, limit],
  );
}
