import type { Transaction } from "../../database/database.ts";

/** The time limit of a check's query: a check that hurts the database is worse than none. */
const STATEMENT_TIMEOUT_MS = 3_000;

/** Limits the time of every query in a transaction. */
export async function boundStatements(transaction: Transaction): Promise<void> {
  await transaction.query(`set local statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
}

/** A run of a tenant. */
export interface RunKey {
  readonly tenantId: string;
  readonly runId: string;
}

/** The candidate view from the point of view of a refresh. */
export interface ViewState {
  /** When a run last refreshed it; null when none has. */
  readonly lastRefreshedAt: Date | null;
  /** How many sessions wait for a lock on it. */
  readonly waiting: number;
  /** The processes that hold a lock which a refresh must wait for. */
  readonly holders: readonly number[];
}

/** As the service role: locks belong to no tenant. */
export async function readViewState(transaction: Transaction, tenantId: string): Promise<ViewState> {
  const [row] = await transaction.query<ViewState[]>(
    `select (select max(s.ended_at) from run_stage_stats s where s.tenant_id = $1 and s.stage = 'mv_refresh'
         and s.status in ('succeeded', 'degraded')) as "lastRefreshedAt",
       count(distinct l.pid) filter (where not l.granted)::int as waiting,
       coalesce(array_agg(distinct l.pid) filter (where l.granted and l.mode in
         ('ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')), '{}') as holders
     from pg_locks l join pg_class c on c.oid = l.relation
     where c.relname = 'icp_candidate_companies' and l.pid <> pg_backend_pid()
       and l.database = (select oid from pg_database where datname = current_database())`,
    [tenantId],
  );
  return row ?? { lastRefreshedAt: null, waiting: 0, holders: [] };
}

/** One vendor's calls in a run. */
export interface VendorUse {
  readonly vendor: string;
  readonly calls: number;
  readonly errors: number;
  readonly rateLimitHits: number;
  readonly quotaExhausted: boolean;
}

export async function readVendorUse(
  transaction: Transaction,
  { tenantId, runId }: RunKey,
): Promise<VendorUse[]> {
  return transaction.query<VendorUse[]>(
    `select vendor, calls::float8 as calls, errors::float8 as errors, rate_limit_hits::float8 as "rateLimitHits",
       quota_exhausted as "quotaExhausted"
     from run_vendor_usage where tenant_id = $1 and run_id = $2 order by vendor`,
    [tenantId, runId],
  );
}

/** A class of failures in a run, with companies to look at. */
export interface ErrorClass {
  readonly code: string;
  readonly count: number;
  readonly examples: readonly string[];
}

/** The most frequent codes of an outcome, each with three companies by name; `stage` null for all stages. */
export async function readErrorClasses(
  transaction: Transaction,
  { tenantId, runId }: RunKey,
  {
    stage,
    outcome,
    limit,
  }: { readonly stage: string | null; readonly outcome: string; readonly limit: number },
): Promise<ErrorClass[]> {
  return transaction.query<ErrorClass[]>(
    `select coalesce(e.code, 'unknown') as code, count(*)::int as count,
       (array_agg(coalesce(c.name, 'a company that is gone') order by e.ordinal nulls last, e.company_id))[1:3] as examples
     from company_enrichment_runs e left join companies c using (tenant_id, company_id)
     where e.tenant_id = $1 and e.run_id = $2 and e.outcome = $3 and ($4::text is null or e.stage = $4)
     group by 1 order by 2 desc, 1 limit $5`,
    [tenantId, runId, outcome, stage, limit],
  );
}

/** A vendor's failed calls in a run by code, the most frequent first. */
export async function readCallErrors(
  transaction: Transaction,
  { tenantId, runId }: RunKey,
  vendor: string,
): Promise<{ readonly code: string; readonly count: number }[]> {
  return transaction.query<{ code: string; count: number }[]>(
    `select coalesce(e.error_code, 'unknown') as code, count(*)::int as count
     from enrichment_runs r join run_event_logs e
       on e.tenant_id = r.tenant_id and e.run_id = r.run_id and e.event_date = r.run_date
     where r.tenant_id = $1 and r.run_id = $2 and e.event = 'vendor_call' and e.vendor = $3 and e.status = 'error'
     group by 1 order by 2 desc, 1 limit 3`,
    [tenantId, runId, vendor],
  );
}

/** A tenant's connection to Odoo. */
export interface OdooState {
  readonly active: boolean;
  readonly expiresAt: Date | null;
  readonly lastSuccessAt: Date | null;
}

export async function readOdooState(transaction: Transaction, tenantId: string): Promise<OdooState | null> {
  const [row] = await transaction.query<OdooState[]>(
    `select active, expires_at as "expiresAt", last_success_at as "lastSuccessAt" from odoo_connections where tenant_id = $1`,
    [tenantId],
  );
  return row ?? null;
}

/** How many companies each filter of a profile leaves, one after the other. */
export interface ProfileFunnel {
  readonly name: string;
  readonly byIndustry: number;
  readonly byCountry: number;
  readonly bySize: number;
}

/** The tenant's companies, what its active profiles leave of them, and what the view holds. */
export interface CandidateFunnel {
  readonly companies: number;
  readonly inView: number;
  readonly profiles: readonly ProfileFunnel[];
}

/** As the tenant: the view shows a tenant its own rows. */
export async function readCandidateFunnel(
  transaction: Transaction,
  tenantId: string,
): Promise<CandidateFunnel> {
  const [counts] = await transaction.query<{ companies: number; inView: number }[]>(
    `select (select count(*)::int from companies where tenant_id = $1) as companies,
       (select count(*)::int from icp_candidates where tenant_id = $1) as "inView"`,
    [tenantId],
  );
  const profiles = await transaction.query<ProfileFunnel[]>(
    `select r.name, count(c.company_id) filter (where i.ok)::int as "byIndustry",
       count(c.company_id) filter (where i.ok and n.ok)::int as "byCountry",
       count(c.company_id) filter (where i.ok and n.ok and s.ok)::int as "bySize"
     from icp_rules r left join companies c on c.tenant_id = r.tenant_id
       cross join lateral (select r.industries is null or industry_fits(c.industry, c.ssic_code, r.industries) as ok) i
       cross join lateral (select r.countries is null or c.country = any (r.countries) as ok) n
       cross join lateral (select (r.employees_min is null or c.employees >= r.employees_min)
         and (r.employees_max is null or c.employees <= r.employees_max) as ok) s
     where r.tenant_id = $1 and r.active group by r.rule_id, r.name order by r.name limit 5`,
    [tenantId],
  );
  return { companies: counts?.companies ?? 0, inView: counts?.inView ?? 0, profiles };
}

/** A tenant's messages that were given up, by reason, the most frequent first. */
export async function readDeadMessages(
  transaction: Transaction,
  tenantId: string,
): Promise<{ readonly reason: string; readonly count: number }[]> {
  return transaction.query<{ reason: string; count: number }[]>(
    `select coalesce(last_error, 'unknown') as reason, count(*)::int as count from alert_notifications
     where tenant_id = $1 and state = 'dead' and delivered_version < desired_version group by 1 order by 2 desc, 1`,
    [tenantId],
  );
}
