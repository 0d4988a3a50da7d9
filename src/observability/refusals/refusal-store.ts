import type { Transaction } from "../../database/database.ts";

/** A row of the audit log that counts refusals of one kind within a minute. */
export interface RefusalRow {
  readonly tenantId: string;
  /** The same for the same kind in the same minute, so that all processes count in one row. */
  readonly auditId: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly count: number;
  readonly at: Date;
}

/** Writes the row, or adds its count to the one that is there. As the service role. */
export async function addRefusals(transaction: Transaction, row: RefusalRow): Promise<void> {
  await transaction.query("select note_refusal($1, $2, $3, $4, $5, $6, $7, $8)", [
    row.tenantId,
    row.auditId,
    row.actor,
    row.action,
    row.subject,
    JSON.stringify(row.detail),
    row.count,
    row.at,
  ]);
}

/** How many refusals there were since then, over all tenants. As the service role. */
export async function countRefusals(
  transaction: Transaction,
  since: Date,
): Promise<{ readonly refusals: number; readonly sources: number }> {
  const [row] = await transaction.query<{ refusals: number; sources: number }[]>(
    `select coalesce(sum((detail ->> 'count')::int), 0)::int as refusals,
       count(distinct coalesce(detail ->> 'address', actor))::int as sources
     from audit_log where detail @> '{"refused": true}' and at > $1`,
    [since],
  );
  return row ?? { refusals: 0, sources: 0 };
}

/** Removes at most `limit` refusals before `before`; returns how many. As the service role. */
export async function removeRefusals(transaction: Transaction, before: Date, limit: number): Promise<number> {
  const [row] = await transaction.query<{ removed: number }[]>("select forget_refusals($1, $2) as removed", [
    before,
    limit,
  ]);
  return row?.removed ?? 0;
}

/** Whether there is such a tenant. */
export async function isTenant(transaction: Transaction, tenantId: string): Promise<boolean> {
  const rows = await transaction.query<unknown[]>("select 1 from tenants where tenant_id = $1", [tenantId]);
  return rows.length > 0;
}

/** Whether another tenant has a run or an alert of that id, which the asker may not learn. As the service role. */
export async function isElsewhere(
  transaction: Transaction,
  kind: "run" | "alert",
  id: string,
  tenantId: string,
): Promise<boolean> {
  const [table, column] = kind === "run" ? ["enrichment_runs", "run_id"] : ["alerts", "alert_id"];
  const rows = await transaction.query<unknown[]>(
    `select 1 from tenants t where t.tenant_id <> $2
       and exists (select from ${table} r where r.tenant_id = t.tenant_id and r.${column} = $1)`,
    [id, tenantId],
  );
  return rows.length > 0;
}
