import type { Transaction } from "../../database/database.ts";

/** The ends of a tenant's retention windows: everything older may go. */
export interface TenantWindow {
  readonly tenantId: string;
  readonly qaBefore: Date;
  readonly corporaBefore: Date;
}

/** The event log's partitions of nights before `before` (a date). Only the service role may read them. */
export async function listExpiredPartitions(transaction: Transaction, before: string): Promise<string[]> {
  const rows = await transaction.query<{ name: string }[]>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'run_event_logs'::regclass and c.relname ~ '^run_event_logs_[0-9]{8}$'
       and to_date(right(c.relname, 8), 'YYYYMMDD') < $1::date
     order by 1`,
    [before],
  );
  return rows.map(({ name }) => name);
}

/** Drops them; returns how many. Fails with 55P03 rather than block writers of events while it waits for the lock. */
export async function dropExpiredPartitions(
  transaction: Transaction,
  before: string,
  lockTimeoutMs: number,
): Promise<number> {
  await transaction.query("select set_config('lock_timeout', $1, true)", [`${lockTimeoutMs}ms`]);
  const [row] = await transaction.query<{ dropped: number }[]>(
    "select drop_event_partitions($1::date) as dropped",
    [before],
  );
  return row?.dropped ?? 0;
}

const OLD_SAMPLES = "from qa_samples where tenant_id = $1 and created_at < $2";
const OLD_CORPORA = "from corpora where tenant_id = $1 and created_at < $2";
/** Texts of ended runs. A run removes its own texts, unless it was stopped before it could. */
const LEFT_TEXTS = `from corpora c where tenant_id = $1 and body is not null and exists
  (select from enrichment_runs r where r.tenant_id = c.tenant_id and r.run_id = c.run_id and r.status <> 'running')`;

/** How many rows of a tenant are past its windows. With `keepTexts`, texts of ended runs do not count. */
export async function countExpired(
  transaction: Transaction,
  { tenantId, qaBefore, corporaBefore }: TenantWindow,
  keepTexts: boolean,
): Promise<{ qaSamples: number; corpora: number; texts: number }> {
  const count = async (from: string, ...values: (string | Date)[]) => {
    const [row] = await transaction.query<{ count: number }[]>(
      `select count(*)::int as count ${from}`,
      values,
    );
    return row?.count ?? 0;
  };
  return {
    qaSamples: await count(OLD_SAMPLES, tenantId, qaBefore),
    corpora: await count(OLD_CORPORA, tenantId, corporaBefore),
    texts: keepTexts ? 0 : await count(`${LEFT_TEXTS} and c.created_at >= $2`, tenantId, corporaBefore),
  };
}

/** Removes at most `limit` old samples, each with its verdicts; returns how many. */
export async function removeSamples(
  transaction: Transaction,
  { tenantId, qaBefore }: TenantWindow,
  limit: number,
): Promise<number> {
  const [row] = await transaction.query<{ removed: number }[]>(
    `with old as materialized (select tenant_id, run_id, company_id ${OLD_SAMPLES} limit $3 for update skip locked),
       verdicts as (delete from qa_verdicts v using old
         where v.tenant_id = old.tenant_id and v.run_id = old.run_id and v.company_id = old.company_id),
       samples as (delete from qa_samples s using old
         where s.tenant_id = old.tenant_id and s.run_id = old.run_id and s.company_id = old.company_id returning 1)
     select count(*)::int as removed from samples`,
    [tenantId, qaBefore, limit],
  );
  return row?.removed ?? 0;
}

/** Removes at most `limit` old rows of gathered text; returns how many. */
export async function removeCorpora(
  transaction: Transaction,
  { tenantId, corporaBefore }: TenantWindow,
  limit: number,
): Promise<number> {
  const [, removed] = await transaction.query<[unknown, number]>(
    `delete from corpora where ctid = any (array(select ctid ${OLD_CORPORA} limit $3 for update skip locked))`,
    [tenantId, corporaBefore, limit],
  );
  return removed;
}

/** Empties at most `limit` texts left behind by ended runs; their hashes stay. Returns how many. */
export async function emptyTexts(
  transaction: Transaction,
  { tenantId }: TenantWindow,
  limit: number,
): Promise<number> {
  const [, emptied] = await transaction.query<[unknown, number]>(
    `update corpora set body = null where ctid = any (array(select ctid ${LEFT_TEXTS} limit $2 for update skip locked))`,
    [tenantId, limit],
  );
  return emptied;
}

const OLD_IMPORTS = "from staging_companies where imported_at < $1";

/** How many rows of imported files are older than `before`. */
export async function countStaged(transaction: Transaction, before: Date): Promise<number> {
  const [row] = await transaction.query<{ count: number }[]>(`select count(*)::int as count ${OLD_IMPORTS}`, [
    before,
  ]);
  return row?.count ?? 0;
}

/** Removes at most `limit` of them; returns how many. The companies they were merged into stay. */
export async function removeStaged(transaction: Transaction, before: Date, limit: number): Promise<number> {
  const [, removed] = await transaction.query<[unknown, number]>(
    `delete from staging_companies where ctid = any (array(select ctid ${OLD_IMPORTS} limit $2))`,
    [before, limit],
  );
  // An import can be undone for as long as its rows are kept.
  if (removed === 0) await transaction.query("delete from company_imports where imported_at < $1", [before]);
  return removed;
}

/** Removes the turns of at most `limit` domains not used since `before`; returns how many. */
export async function removeTurns(transaction: Transaction, before: Date, limit: number): Promise<number> {
  const [, removed] = await transaction.query<[unknown, number]>(
    `delete from rate_leases where domain = any
       (array(select domain from rate_leases where free_at < $1 limit $2 for update skip locked))`,
    [before, limit],
  );
  return removed;
}

/** Forgets at most `limit` Slack requests received before `before`; returns how many. */
export async function removeSlackDeliveries(
  transaction: Transaction,
  before: Date,
  limit: number,
): Promise<number> {
  const [, removed] = await transaction.query<[unknown, number]>(
    `delete from slack_inbox where delivery_key = any
       (array(select delivery_key from slack_inbox where received_at < $1 limit $2))`,
    [before, limit],
  );
  return removed;
}

/** Forgets at most `limit` requests that carried an `Idempotency-Key` and began before `before`; returns how many. */
export async function removeIdempotentRequests(
  transaction: Transaction,
  before: Date,
  limit: number,
): Promise<number> {
  const [, removed] = await transaction.query<[unknown, number]>(
    `delete from idempotent_requests where ctid = any
       (array(select ctid from idempotent_requests where started_at < $1 limit $2 for update skip locked))`,
    [before, limit],
  );
  return removed;
}

/** Forgets at most `limit` jobs that were set aside before `before`; returns how many. */
export async function removeRefusedJobs(
  transaction: Transaction,
  before: Date,
  limit: number,
): Promise<number> {
  const [, removed] = await transaction.query<[unknown, number]>(
    `delete from refused_jobs where ctid = any
       (array(select ctid from refused_jobs where refused_at < $1 limit $2 for update skip locked))`,
    [before, limit],
  );
  return removed;
}
