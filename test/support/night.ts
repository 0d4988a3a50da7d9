import { createReadStream } from "node:fs";
import { startTown, type Town } from "../../demo/town/start-town.ts";
import { systemClock } from "../../src/clock.ts";
import { type Environment, readEnvironment } from "../../src/config/environment.ts";
import type { Connection } from "../../src/database/connect.ts";
import { createSecrets } from "../../src/database/create-secrets.ts";
import type { Database } from "../../src/database/database.ts";
import { importCompanies } from "../../src/imports/import-companies.ts";
import { createLogger } from "../../src/logger.ts";
import { type RunRequest, startRun } from "../../src/runner/planning/start-run.ts";
import { type Runner, startRunner } from "../../src/runner/start-runner.ts";
import { createReadyTenant } from "./ready-tenant.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";
import { waitUntil } from "./wait-until.ts";

export const TENANT = "acme";
const SECRETS_KEY = "ab".repeat(32);

/** The town and a tenant with its 60 companies, ready for a night by runners of other processes. */
export interface Night {
  readonly town: Town;
  readonly database: Database;
  readonly urls: TestDatabase["urls"];
  readonly environment: Environment;
  /** What a runner process is started with. */
  readonly settings: Readonly<Record<string, string>>;
  start(request?: Partial<RunRequest>): Promise<string>;
  status(runId: string): Promise<string>;
  /** Starts a runner in this process, which is stopped with the night. */
  work(): Promise<Runner>;
  /** Waits for the run's end; its status. */
  ended(runId: string, timeoutMs?: number): Promise<string>;
  /** Rows of any query as the service role. */
  rows<Row>(sql: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export async function prepareNight(own: Readonly<Record<string, string>> = {}): Promise<Night> {
  const town = await startTown();
  const test = await createTestDatabase();
  const { database, urls } = test;
  const settings = {
    ...town.settings,
    DATABASE_URL: urls.app,
    DATABASE_SERVICE_URL: urls.service,
    SECRETS_KEY,
    LOG_LEVEL: "error",
    CRAWLER_DOMAIN_MIN_INTERVAL_S: "0",
    CRAWLER_TIMEOUT_S: "1",
    SCHED_COMPANY_CONCURRENCY: "4",
    ...own,
  };
  const environment = readEnvironment(settings);
  await createReadyTenant(database, TENANT, { odoo: { ...town, secretsKey: SECRETS_KEY } });
  const file = `${import.meta.dirname}/../../demo/companies.csv`;
  await importCompanies(database, {
    tenantId: TENANT,
    bytes: createReadStream(file),
    fileName: file,
    actor: "test",
    strict: true,
    now: new Date(),
  });
  const rows = <Row>(sql: string, values: unknown[] = []) =>
    database.withService((transaction) => transaction.query<Row[]>(sql, values));
  const status = async (runId: string) => {
    const [run] = await rows<{ status: string }>("select status from enrichment_runs where run_id = $1", [
      runId,
    ]);
    return run?.status ?? "gone";
  };
  const runners = new Set<Runner>();
  return {
    town,
    database,
    urls,
    environment,
    settings,
    rows,
    status,
    async start(request = {}) {
      const run = await startRun(
        { database, environment, clock: systemClock },
        { tenantId: TENANT, trigger: "cli", ...request },
      );
      return run.runId;
    },
    async ended(runId, timeoutMs = 40_000) {
      await waitUntil(async () => (await status(runId)) !== "running", `run ${runId} to end`, timeoutMs);
      return status(runId);
    },
    async work() {
      const connection: Connection = {
        database,
        serviceUrl: urls.service,
        secrets: createSecrets(SECRETS_KEY),
        close: () => Promise.resolve(),
      };
      const logger = createLogger({ level: "error", write: () => undefined });
      const runner = await startRunner({ connection, environment, logger, clock: systemClock });
      runners.add(runner);
      return {
        ...runner,
        stop: () => {
          runners.delete(runner);
          return runner.stop();
        },
      };
    },
    async close() {
      for (const runner of runners) await runner.stop();
      await test.drop();
      await town.stop();
    },
  };
}
