import type { Database, Transaction } from "../../database/database.ts";
import { sqlStateOf } from "../../database/faults/sql-state.ts";
import { DatabaseRefusedError, errorCode } from "../../errors.ts";
import type { CommandProof } from "./proof-surface.ts";

/** A query that takes longer is of no use at night. */
const LIMIT_MS = 10_000;
/** The SQLSTATE of a statement that would write in a transaction that may only read. */
const READ_ONLY = "25006";

/**
 * Runs a runbook's query as the service role, which people open psql with: in a transaction that may only read, or for real. What
 * would write, or has a placeholder that nobody can fill in, is planned instead, which finds out about tables, columns and rights.
 */
export async function proveQuery(
  database: Database,
  sql: string,
  { executes, isWhole }: { readonly executes: boolean; readonly isWhole: boolean },
): Promise<CommandProof> {
  if (isWhole) {
    const failure = await attempt(database, sql, !executes);
    if (failure?.state !== READ_ONLY) return { means: "ran", problem: failure?.text ?? null };
  }
  const failure = await attempt(database, `explain ${sql}`, true);
  return { means: "planned", problem: failure?.text ?? null };
}

async function attempt(
  database: Database,
  sql: string,
  isReadOnly: boolean,
): Promise<{ readonly state: string | undefined; readonly text: string } | null> {
  try {
    await database.withService(async (transaction) => {
      await transaction.query(`set local statement_timeout = ${LIMIT_MS}`);
      if (isReadOnly) await transaction.query("set transaction read only");
      await transaction.query(sql);
    });
    return null;
  } catch (error) {
    // A server that may only read looks like one that is a standby, which is reported as refusing.
    const failed = error instanceof DatabaseRefusedError ? error.cause : error;
    const state = sqlStateOf(failed);
    const said = failed instanceof Error ? failed.message : String(failed);
    return { state, text: `${state ?? errorCode(error)}: ${said}` };
  }
}

/** A tenant and its newest run, with which commands and queries are tried; null without any tenant. */
export interface ProofSample {
  readonly tenantId: string;
  readonly runId: string | null;
}

/** The tenant whose nightly run is the newest, or any that is active. As the service role. */
export async function readProofSample(transaction: Transaction): Promise<ProofSample | null> {
  const [row] = await transaction.query<ProofSample[]>(
    `select t.tenant_id as "tenantId", r.run_id as "runId"
     from tenants t left join lateral (
       select run_id, started_at from enrichment_runs e
       where e.tenant_id = t.tenant_id and e.agent_id = 'nightly' and e.status <> 'running'
       order by started_at desc limit 1) r on true
     where t.active order by r.started_at desc nulls last, t.tenant_id limit 1`,
  );
  return row ?? null;
}

/** The active tenants in which nobody has one of these roles; none where nobody has any role at all, so where Slack is not in use. */
export async function listTenantsWithoutRole(
  transaction: Transaction,
  roles: readonly string[],
): Promise<string[]> {
  const rows = await transaction.query<{ tenantId: string }[]>(
    `select t.tenant_id as "tenantId" from tenants t
     where t.active and exists (select 1 from tenant_users) and not exists (
       select 1 from tenant_users u where u.tenant_id = t.tenant_id and u.role = any ($1::text[]))
     order by t.tenant_id`,
    [roles],
  );
  return rows.map(({ tenantId }) => tenantId);
}
