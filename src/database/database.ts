import type { EntityManager } from "typeorm";
import type { Queryable } from "./batch.ts";
import { LONG_SESSION_LIMITS, QUERY_LIMIT_MS } from "./connection-limits.ts";
import { SESSION_LIMITS } from "./embedded/server/session-limits.ts";
import { openRolePool, type PoolUsage } from "./role-pool.ts";

/** An open transaction, bound to a role and, where it has one, a tenant. */
export type Transaction = EntityManager;

/** How long the statements of a transaction may take. */
export interface Patience {
  /** True for the few that may take minutes: views, roll-ups of a whole night, retention, imports. */
  readonly isLong?: boolean;
}

/** The only access to the data. Neither role owns a table or can bypass row-level security. */
export interface Database {
  /** One transaction that sees and changes only one tenant's rows. */
  withTenant<Result>(
    tenantId: string,
    work: (transaction: Transaction) => Promise<Result>,
    patience?: Patience,
  ): Promise<Result>;
  /**
   * The same for statements that do not depend on each other's results, in one round trip instead of one each plus three.
   * `work` must issue all of them before its first await: `Promise.all([readEmails(batch, id), readContacts(batch, id)])`.
   */
  batch<Result>(tenantId: string, work: (batch: Queryable) => Promise<Result>): Promise<Result>;
  /** One transaction across all tenants: for the scheduler, alert evaluation, the outbox and retention. */
  withService<Result>(
    work: (transaction: Transaction) => Promise<Result>,
    patience?: Patience,
  ): Promise<Result>;
  /** The same across all tenants. */
  serviceBatch<Result>(work: (batch: Queryable) => Promise<Result>): Promise<Result>;
  /** When a connection was last dropped because it did not answer; null if never. */
  hungAt(): Date | null;
  /** The connections of this process, by role. */
  pools(): readonly PoolUsage[];
  close(): Promise<void>;
}

/**
 * Sets, for this transaction only, the tenant for row-level security and how long Postgres works for this process and
 * waits for it and for locks. Since none of it outlives the transaction, it also works behind a pooler.
 */
const LIMITS = `set_config('statement_timeout', $1, true), set_config('lock_timeout', $2, true),
  set_config('idle_in_transaction_session_timeout', $3, true)`;
const AS_TENANT = `select ${LIMITS}, set_config('app.tenant_id', $4, true)`;
const AS_SERVICE = `select ${LIMITS}`;

function limitsOf(isLong: boolean): string[] {
  const { statement_timeout, lock_timeout } = isLong ? LONG_SESSION_LIMITS : SESSION_LIMITS;
  return [statement_timeout, lock_timeout, SESSION_LIMITS.idle_in_transaction_session_timeout];
}

/**
 * Opens both pools. An unreachable server is retried with growing pauses (about 15 s in all), then reported as
 * DatabaseUnavailableError. `onHung` is called when a connection was dropped because it did not answer.
 */
export async function openDatabase(
  urls: { app: string; service: string },
  options: {
    readonly poolSize?: number;
    /** How long to wait for an answer; QUERY_LIMIT_MS by default. */
    readonly queryLimitMs?: number;
    readonly wait?: (ms: number) => Promise<void>;
    readonly onHung?: (where: string) => void;
  } = {},
): Promise<Database> {
  const { poolSize = 10, queryLimitMs = QUERY_LIMIT_MS } = options;
  const { wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms)) } = options;
  let lastHung: Date | null = null;
  const onHung = (where: string) => {
    lastHung = new Date();
    options.onHung?.(where);
  };
  const app = await openRolePool({ url: urls.app, name: "app", poolSize, queryLimitMs, wait, onHung });
  const service = await openRolePool({
    url: urls.service,
    name: "service",
    poolSize,
    queryLimitMs,
    wait,
    onHung,
  }).catch(async (error: unknown) => {
    await app.close();
    throw error;
  });
  return {
    withTenant: (tenantId, work, { isLong = false } = {}) =>
      app.transact({ sql: AS_TENANT, values: [...limitsOf(isLong), tenantId] }, work, isLong),
    batch: (tenantId, work) => app.batch({ sql: AS_TENANT, values: [...limitsOf(false), tenantId] }, work),
    withService: (work, { isLong = false } = {}) =>
      service.transact({ sql: AS_SERVICE, values: limitsOf(isLong) }, work, isLong),
    serviceBatch: (work) => service.batch({ sql: AS_SERVICE, values: limitsOf(false) }, work),
    hungAt: () => lastHung,
    pools: () => [
      { role: "app", ...app.usage() },
      { role: "service", ...service.usage() },
    ],
    close: async () => {
      await Promise.all([app.close(), service.close()]);
    },
  };
}
