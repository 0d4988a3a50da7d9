import type { Transaction } from "../database.ts";

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

/** Reads the candidate view anew, for all tenants. It blocks no reader; one refresh at a time. */
export async function refreshCandidates(transaction: Transaction): Promise<void> {
  await transaction.query("select refresh_icp_candidates()");
}

/** A session that holds a lock on the candidate view, or waits for one. */
export interface ViewLock {
  readonly pid: number;
  readonly mode: string;
  readonly granted: boolean;
  /** Null where the database does not show it to our role. */
  readonly role: string | null;
  readonly state: string | null;
  readonly since: Date | null;
}

/** Who holds a lock on the candidate view or waits for one, those that hold one first. As the service role. */
export async function listViewLocks(transaction: Transaction): Promise<ViewLock[]> {
  return transaction.query<ViewLock[]>(
    `select l.pid, l.mode, l.granted, a.usename as role, a.state, coalesce(a.state_change, l.waitstart) as since
     from pg_locks l join pg_class c on c.oid = l.relation left join pg_stat_activity a on a.pid = l.pid
     where c.relname = 'icp_candidate_companies' and l.pid <> pg_backend_pid()
       and l.database = (select oid from pg_database where datname = current_database())
     order by l.granted desc, l.pid, l.mode`,
  );
}
