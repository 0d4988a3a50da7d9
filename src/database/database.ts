import type { EntityManager } from "typeorm";
import type { Queryable } from "./batch.ts";
import { QUERY_LIMIT_MS, SESSION_LIMITS } from "./connection-limits.ts";
import { openRolePool } from "./role-pool.ts";

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
  /** When a connection was last dropped because it did not answer; null if never. */
  hungAt(): Date | null;
  close(): Promise<void>;
}

/**
 * Sets, for this transaction only, the tenant for row-level security and how long Postgres waits for this process. Since
 * neither outlives the transaction, both also work behind a pooler.
 */
const AS_TENANT =
  "select set_config('app.tenant_id', $1, true), set_config('idle_in_transaction_session_timeout', $2, true)";
const AS_SERVICE = "select set_config('idle_in_transaction_session_timeout', $1, true)";
/** A batch is sent as one message, so Postgres never waits for this process. */
const AS_TENANT_AT_ONCE = "select set_config('app.tenant_id', $1, true)";
const { idle_in_transaction_session_timeout: IDLE_LIMIT } = SESSION_LIMITS;

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
      app.transact({ sql: AS_TENANT, values: [tenantId, IDLE_LIMIT] }, work, isLong),
    batch: (tenantId, work) => app.batch({ sql: AS_TENANT_AT_ONCE, values: [tenantId] }, work),
    withService: (work, { isLong = false } = {}) =>
      service.transact({ sql: AS_SERVICE, values: [IDLE_LIMIT] }, work, isLong),
    hungAt: () => lastHung,
    close: async () => {
      await Promise.all([app.close(), service.close()]);
    },
  };
}
