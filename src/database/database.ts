import type { EntityManager } from "typeorm";
import type { Queryable } from "./batch.ts";
import { QUERY_LIMIT_MS, SESSION_LIMITS } from "./connection-limits.ts";
import { openRolePool } from "./role-pool.ts";

/** An open transaction, as the role and for the tenant it was opened for. */
export type Transaction = EntityManager;

/** How long the statements of a transaction may take. */
export interface Patience {
  /** True for the few that may take minutes: views, roll-ups of a whole night, retention, imports. */
  readonly isLong?: boolean;
}

/** The only ways to the data. Neither role owns a table or can bypass row-level security. */
export interface Database {
  /** One transaction that sees and changes one tenant's rows only. The only way to a tenant's data. */
  withTenant<Result>(
    tenantId: string,
    work: (transaction: Transaction) => Promise<Result>,
    patience?: Patience,
  ): Promise<Result>;
  /**
   * The same for statements that need no answer of each other, in one round trip instead of one each and three more.
   * `work` asks for all of them before it first waits: `Promise.all([readEmails(batch, id), readContacts(batch, id)])`.
   */
  batch<Result>(tenantId: string, work: (batch: Queryable) => Promise<Result>): Promise<Result>;
  /** One transaction of the scheduler, alert evaluation, outbox or retention, which serve all tenants. */
  withService<Result>(
    work: (transaction: Transaction) => Promise<Result>,
    patience?: Patience,
  ): Promise<Result>;
  /** When a connection was last given up because it did not answer; null for never. */
  hungAt(): Date | null;
  close(): Promise<void>;
}

/**
 * Until the end of the transaction: whom row-level security lets see what, and how long it may wait for this process. The
 * latter holds behind any pooler too, since nothing of it outlives the transaction.
 */
const AS_TENANT =
  "select set_config('app.tenant_id', $1, true), set_config('idle_in_transaction_session_timeout', $2, true)";
const AS_SERVICE = "select set_config('idle_in_transaction_session_timeout', $1, true)";
/** A batch is sent as one message, so that it never waits for this process. */
const AS_TENANT_AT_ONCE = "select set_config('app.tenant_id', $1, true)";
const { idle_in_transaction_session_timeout: IDLE_LIMIT } = SESSION_LIMITS;

/**
 * Opens both pools. An unreachable server is tried again with a growing pause (about 15 s in all), then reported
 * (DatabaseUnavailableError). `onHung` is called when a connection was given up because it did not answer.
 */
export async function openDatabase(
  urls: { app: string; service: string },
  options: {
    readonly poolSize?: number;
    /** How long an answer is waited for; QUERY_LIMIT_MS unless given. */
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
