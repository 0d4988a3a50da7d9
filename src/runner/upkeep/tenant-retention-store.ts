import type { Transaction } from "../../database/database.ts";

/** The ends of a tenant's retention windows: everything older may go. */
export interface TenantWindow {
  readonly tenantId: string;
  readonly qaBefore: Date;
  readonly corporaBefore: Date;
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

/** Removes at most `limit` old checks of companies; returns how many. */
export async function removeChecks(
  transaction: Transaction,
  { tenantId, qaBefore }: TenantWindow,
  limit: number,
): Promise<number> {
  const [, removed] = await transaction.query<[unknown, number]>(
    `delete from company_checks where ctid = any (array(select ctid from company_checks
       where tenant_id = $1 and checked_at < $2 limit $3 for update skip locked))`,
    [tenantId, qaBefore, limit],
  );
  return removed;
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
