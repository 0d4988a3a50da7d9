import { Client, Pool, type PoolClient } from "pg";
import type { DataSource, EntityManager, QueryRunner } from "typeorm";
import { DatabaseRefusedError, DatabaseUnavailableError } from "../errors.ts";
import { type Queryable, runBatch, type Statement, sendBatch } from "./batch.ts";
import { LONG_QUERY_LIMIT_MS, readConnectionLimits } from "./connection-limits.ts";
import { createDataSource } from "./create-data-source.ts";
import { isConnectionLoss } from "./faults/is-connection-loss.ts";
import { isQueryTimeout } from "./faults/is-query-timeout.ts";
import { isRefusal } from "./faults/is-refusal.ts";
import { refusalOf } from "./faults/refusal-of.ts";
import { sqlStateOf } from "./faults/sql-state.ts";
import { nameDatabase } from "./name-database.ts";

/** A role's connections and the ways to work on them. */
export interface RolePool {
  /** One transaction that begins with `first`. `isLong`: its statements may take minutes. */
  transact<Result>(
    first: Statement,
    work: (transaction: EntityManager) => Promise<Result>,
    isLong: boolean,
  ): Promise<Result>;
  /** The statements of one transaction in one message, after `first`. */
  batch<Result>(first: Statement, work: (batch: Queryable) => Promise<Result>): Promise<Result>;
  /** How many of its connections for ordinary statements are in use. */
  usage(): Omit<PoolUsage, "role">;
  close(): Promise<void>;
}

/** The connections that this process has open as one role. */
export interface PoolUsage {
  readonly role: string;
  readonly active: number;
  readonly idle: number;
  readonly max: number;
  /** Work that waits for a connection. */
  readonly waiting: number;
}

const CONNECT_ATTEMPTS = 6;
const LONG_POOL_SIZE = 2;
const BEGIN: Statement = { sql: "START TRANSACTION", values: [] };
const COMMIT: Statement = { sql: "COMMIT", values: [] };
const ROLLBACK: Statement = { sql: "ROLLBACK", values: [] };
const ignore = () => undefined;

/**
 * Opens a role's pool. An unreachable server is retried with growing pauses (about 15 s in all), then reported as
 * DatabaseUnavailableError. `onHung` is called when a connection was dropped because it did not answer in time.
 */
export async function openRolePool(options: {
  readonly url: string;
  readonly name: string;
  readonly poolSize: number;
  readonly queryLimitMs: number;
  readonly wait: (ms: number) => Promise<void>;
  readonly onHung: (where: string) => void;
}): Promise<RolePool> {
  const { url, name, poolSize, queryLimitMs, wait, onHung } = options;
  const pool = await openSource(queryLimitMs, poolSize, name);
  let long: Promise<DataSource> | undefined;

  async function openSource(limitMs: number, size: number, title: string): Promise<DataSource> {
    for (let attempt = 1; ; attempt += 1) {
      const limits = await readConnectionLimits(url, limitMs);
      const source = createDataSource(url, { poolSize: size, name: title, limits });
      try {
        return await source.initialize();
      } catch (cause) {
        const refusal = refusalOf(cause);
        if (refusal !== null) {
          throw new DatabaseUnavailableError(
            `Postgres refuses the connection (${nameDatabase(url)}): ${refusal}. Check DATABASE_URL and DATABASE_SERVICE_URL.`,
            { cause },
          );
        }
        if (attempt === CONNECT_ATTEMPTS) {
          throw new DatabaseUnavailableError(
            `Postgres did not answer ${CONNECT_ATTEMPTS} attempts (${nameDatabase(url)}). Check that it runs and that DATABASE_URL and DATABASE_SERVICE_URL are right.`,
            { cause },
          );
        }
        await wait(500 * 2 ** (attempt - 1));
      }
    }
  }

  /** Few statements take long, so most processes never open these connections. */
  function openLong(): Promise<DataSource> {
    long ??= openSource(LONG_QUERY_LIMIT_MS, LONG_POOL_SIZE, `${name} long`);
    long.catch(() => {
      long = undefined;
    });
    return long;
  }

  async function connectClient(runner: QueryRunner): Promise<Client> {
    const connected: unknown = await runner.connect().catch((cause: unknown) => {
      throw unavailable("cannot be reached", cause);
    });
    if (!(connected instanceof Client)) throw new TypeError("TypeORM connects by other means than pg");
    return connected;
  }

  /** A connection for a batch, straight from pg: TypeORM's runner would do nothing for it. */
  async function takeClient(): Promise<PoolClient> {
    const open = pgPoolOf(pool);
    if (open === null) throw new TypeError("TypeORM connects by other means than pg");
    const client = await open.connect().catch((cause: unknown) => {
      throw unavailable("cannot be reached", cause);
    });
    // One that breaks also fails its batch, where it is handled.
    return client.on("error", ignore);
  }

  function unavailable(what: string, cause: unknown): DatabaseUnavailableError {
    return new DatabaseUnavailableError(
      `Postgres ${what} (${nameDatabase(url)}). Check that it runs; interrupted work may be retried.`,
      { cause },
    );
  }

  /** Translates an error for the caller. A broken or hanging connection is not reused. */
  function translate(source: DataSource, client: Client, cause: unknown): unknown {
    if (isConnectionLoss(cause)) {
      void client.end();
      if (isQueryTimeout(cause)) {
        discardIdle(source);
        onHung(nameDatabase(url));
        return unavailable("did not answer in time", cause);
      }
      return unavailable("went away in the middle of a transaction", cause);
    }
    const state = sqlStateOf(cause);
    return state !== undefined && isRefusal(cause)
      ? new DatabaseRefusedError(state, nameDatabase(url), { cause })
      : cause;
  }

  return {
    async transact(first, work, isLong) {
      const source = isLong ? await openLong() : pool;
      const runner = source.createQueryRunner();
      try {
        const client = await connectClient(runner);
        try {
          // In one message, which TypeORM would send as two.
          await sendBatch(client, [BEGIN, first]);
          const result = await work(runner.manager);
          await sendBatch(client, [COMMIT]);
          return result;
        } catch (cause) {
          const told = translate(source, client, cause);
          // The original error says more than a failed rollback; a connection that cannot roll back is dropped.
          if (!isConnectionLoss(cause)) await sendBatch(client, [ROLLBACK]).catch(() => void client.end());
          throw told;
        }
      } finally {
        await runner.release();
      }
    },
    async batch(first, work) {
      let client: PoolClient | undefined;
      try {
        return await runBatch(
          async () => {
            client = await takeClient();
            return client;
          },
          first,
          work,
        );
      } catch (cause) {
        throw client === undefined ? cause : translate(pool, client, cause);
      } finally {
        client?.off("error", ignore);
        client?.release();
      }
    },
    usage() {
      const open = pgPoolOf(pool);
      if (open === null) return { active: 0, idle: 0, max: poolSize, waiting: 0 };
      const { totalCount, idleCount, waitingCount } = open;
      return { active: totalCount - idleCount, idle: idleCount, max: poolSize, waiting: waitingCount };
    },
    async close() {
      await Promise.all([pool.destroy(), long?.then((source) => source.destroy())]);
    },
  };
}

/** If one connection hangs, the others opened with it probably do too: replaces the idle ones. */
function discardIdle(source: DataSource): void {
  const pool = pgPoolOf(source);
  if (pool === null) return;
  for (let left = pool.idleCount; left > 0; left -= 1) {
    pool.connect().then(
      (client) => client.release(true),
      () => undefined,
    );
  }
}

/** TypeORM does not show its pool. */
function pgPoolOf(source: DataSource): Pool | null {
  const pool: unknown = Reflect.get(source.driver, "master");
  return pool instanceof Pool ? pool : null;
}
