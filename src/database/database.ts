import { Client } from "pg";
import type { DataSource, EntityManager } from "typeorm";
import { DatabaseUnavailableError } from "../errors.ts";
import { type Queryable, runBatch } from "./batch.ts";
import { createDataSource } from "./create-data-source.ts";
import { isConnectionLoss } from "./is-connection-loss.ts";
import { nameDatabase } from "./name-database.ts";
import { refusalOf } from "./refusal-of.ts";

/** An open transaction, as the role and for the tenant it was opened for. */
export type Transaction = EntityManager;

/** The only ways to the data. Neither role owns a table or can bypass row-level security. */
export interface Database {
  /** One transaction that sees and changes one tenant's rows only. The only way to a tenant's data. */
  withTenant<Result>(tenantId: string, work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  /**
   * The same for statements that need no answer of each other, in one round trip instead of one each and three more.
   * `work` asks for all of them before it first waits: `Promise.all([readEmails(batch, id), readContacts(batch, id)])`.
   */
  batch<Result>(tenantId: string, work: (batch: Queryable) => Promise<Result>): Promise<Result>;
  /** One transaction of the scheduler, alert evaluation, outbox or retention, which serve all tenants. */
  withService<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

const CONNECT_ATTEMPTS = 6;
/** Until the end of the transaction, whom row-level security lets see what. */
const AS_TENANT = "select set_config('app.tenant_id', $1, true)";

/**
 * Opens both pools. An unreachable server is tried again with a growing pause (about 15 s in all), then said
 * (DatabaseUnavailableError).
 */
export async function openDatabase(
  urls: { app: string; service: string },
  options: { poolSize?: number; wait?: (ms: number) => Promise<void> } = {},
): Promise<Database> {
  const poolSize = options.poolSize ?? 10;
  const wait = options.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  const app = createDataSource(urls.app, { poolSize, name: "app" });
  const service = createDataSource(urls.service, { poolSize, name: "service" });
  await connect(app, wait);
  try {
    await connect(service, wait);
  } catch (error) {
    await app.destroy();
    throw error;
  }
  return {
    withTenant: (tenantId, work) =>
      transact(app, async (manager) => {
        await manager.query(AS_TENANT, [tenantId]);
        return work(manager);
      }),
    async batch(tenantId, work) {
      const runner = app.createQueryRunner();
      let client: Client | undefined;
      const connect = async () => {
        const connected: unknown = await runner.connect().catch((cause: unknown) => {
          throw unavailable(app, "cannot be reached", cause);
        });
        if (!(connected instanceof Client)) throw new TypeError("TypeORM connects by other means than pg");
        client = connected;
        return connected;
      };
      try {
        return await runBatch(connect, { sql: AS_TENANT, values: [tenantId] }, work);
      } catch (cause) {
        if (!isConnectionLoss(cause)) throw cause;
        // The pool would hand a dying connection out again.
        await client?.end();
        throw unavailable(app, "went away in the middle of a transaction", cause);
      } finally {
        await runner.release();
      }
    },
    withService: (work) => transact(service, work),
    close: async () => {
      await Promise.all([app.destroy(), service.destroy()]);
    },
  };
}

async function transact<Result>(
  dataSource: DataSource,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  let isOpen = false;
  try {
    return await dataSource.transaction((manager) => {
      isOpen = true;
      return work(manager);
    });
  } catch (cause) {
    if (!isOpen) throw unavailable(dataSource, "cannot be reached", cause);
    if (!isConnectionLoss(cause)) throw cause;
    throw unavailable(dataSource, "went away in the middle of a transaction", cause);
  }
}

function unavailable(dataSource: DataSource, what: string, cause: unknown): DatabaseUnavailableError {
  return new DatabaseUnavailableError(
    `Postgres ${what} (${whereOf(dataSource)}). Check that it runs; what was under way may be tried again.`,
    { cause },
  );
}

async function connect(dataSource: DataSource, wait: (ms: number) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await dataSource.initialize();
      return;
    } catch (cause) {
      const refusal = refusalOf(cause);
      if (refusal !== null) {
        throw new DatabaseUnavailableError(
          `Postgres refuses the connection (${whereOf(dataSource)}): ${refusal}. Check DATABASE_URL and DATABASE_SERVICE_URL.`,
          { cause },
        );
      }
      if (attempt === CONNECT_ATTEMPTS) {
        throw new DatabaseUnavailableError(
          `Postgres did not answer ${CONNECT_ATTEMPTS} attempts (${whereOf(dataSource)}). Check that it runs and that DATABASE_URL and DATABASE_SERVICE_URL are right.`,
          { cause },
        );
      }
      await wait(500 * 2 ** (attempt - 1));
    }
  }
}

/** Host, port and database of a connection, never its password. */
function whereOf(dataSource: DataSource): string {
  const { options } = dataSource;
  if (!("url" in options) || typeof options.url !== "string") return "no URL";
  return nameDatabase(options.url);
}
