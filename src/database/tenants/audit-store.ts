import { redactValue } from "../../redaction.ts";
import { currentTraceId } from "../../trace-context.ts";
import type { Transaction } from "../database.ts";

/** An action that was taken, or refused, on a tenant's behalf. */
export interface AuditNote {
  readonly tenantId: string;
  /** `slack:U…`, `key:PREFIX`, `cli` or `system`. */
  readonly actor: string;
  /** The kind of subject and the action, e.g. `alert.acknowledge`. */
  readonly action: string;
  /** The id of what was acted on. */
  readonly subject: string;
  /** Further facts; no secrets. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** When; the database's time by default. */
  readonly at?: Date;
}

/** Writes the note, its detail masked, in the transaction of the action itself. */
export async function insertAudit(transaction: Transaction, note: AuditNote): Promise<void> {
  await transaction.query(
    `insert into audit_log (tenant_id, actor, action, subject, detail, trace_id, at)
     values ($1, $2, $3, $4, $5, $6, ${note.at === undefined ? "default" : "$7"})`,
    [
      note.tenantId,
      note.actor,
      note.action,
      note.subject,
      JSON.stringify(redactValue(note.detail ?? {})),
      currentTraceId(),
      ...(note.at === undefined ? [] : [note.at]),
    ],
  );
}

/** The subject of the newest such action with these facts in the last hour; null if there was none. */
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
