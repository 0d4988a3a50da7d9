import type { Transaction } from "../database.ts";

/** Something that was done, or refused, on a tenant's behalf. */
export interface AuditNote {
  readonly tenantId: string;
  /** `slack:U…`, `key:PREFIX`, `cli` or `system`. */
  readonly actor: string;
  /** What it was done to and what, e.g. `alert.acknowledge`. */
  readonly action: string;
  /** The id of what was acted on. */
  readonly subject: string;
  /** Facts worth keeping; no secrets. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** When; the database's clock unless given. */
  readonly at?: Date;
}

/** Writes it down, in the transaction of the act itself. */
export async function insertAudit(transaction: Transaction, note: AuditNote): Promise<void> {
  await transaction.query(
    `insert into audit_log (tenant_id, actor, action, subject, detail, at)
     values ($1, $2, $3, $4, $5, ${note.at === undefined ? "default" : "$6"})`,
    [
      note.tenantId,
      note.actor,
      note.action,
      note.subject,
      JSON.stringify(note.detail ?? {}),
      ...(note.at === undefined ? [] : [note.at]),
    ],
  );
}

/** What the newest such act of the last hour was done to, among those with these facts; null when there was none. */
export async function findAudited(
  transaction: Transaction,
  { tenantId, action, detail }: Required<Pick<AuditNote, "tenantId" | "action" | "detail">>,
  now: Date,
): Promise<string | null> {
  const [found] = await transaction.query<{ subject: string }[]>(
    `select subject from audit_log
     where tenant_id = $1 and action = $2 and detail @> $3 and at > $4::timestamptz - interval '1 hour'
     order by at desc limit 1`,
    [tenantId, action, JSON.stringify(detail), now],
  );
  return found?.subject ?? null;
}
