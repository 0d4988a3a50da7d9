import { createReadStream } from "node:fs";
import type { TownCompany } from "../../demo/town/companies/town-company.ts";
import { startTown, type Town } from "../../demo/town/start-town.ts";
import { type Clock, systemClock } from "../../src/clock.ts";
import { type Environment, readEnvironment } from "../../src/config/environment.ts";
import { createSecrets } from "../../src/database/create-secrets.ts";
import type { Database } from "../../src/database/database.ts";
import { DatabaseUnavailableError } from "../../src/errors.ts";
import { importCompanies } from "../../src/imports/import-companies.ts";
import { createLogger } from "../../src/logger.ts";
import { findRunRow, type RunRecord, readRunRecord } from "../../src/observability/reads/run-read-store.ts";
import { type RunRequest, startRun } from "../../src/runner/planning/start-run.ts";
import { type Runner, startRunner } from "../../src/runner/start-runner.ts";
import { createReadyTenant, insertCompanies } from "./ready-tenant.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";
import { waitUntil } from "./wait-until.ts";

export const TENANT = "acme";
export const SECRETS_KEY = "ab".repeat(32);

/** Nobody minds how often the town's sites are asked, and no sweep of alerts comes between. */
const QUICK = { CRAWLER_DOMAIN_MIN_INTERVAL_S: "0", CRAWLER_TIMEOUT_S: "2", ALERTS_CRON: "0 0 1 1 *" };

/** What a night needs of the town, which may run in another process. */
type TownOfNight = Pick<Town, "settings" | "odooUrl" | "odooApiKey"> & { stop(): Promise<void> };

/** What a tenant brings into its nights. */
export interface NightOptions {
  /** The tenant's companies; its 60 of the demo's file unless they are given. */
  readonly companies?: readonly TownCompany[];
  readonly policy?: object;
  readonly hasOdoo?: boolean;
  /** Settings of every process. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The database to use, which is dropped with the night; one of the tests' cluster unless it is given. */
  readonly test?: TestDatabase;
}

/** A town, a database and a tenant with companies, ready for any number of runs by runners of this or other processes. */
export interface Night<In extends TownOfNight = Town> {
  readonly town: In;
  readonly test: TestDatabase;
  readonly database: Database;
  readonly urls: TestDatabase["urls"];
  readonly environment: Environment;
  /** What a runner process is started with. */
  readonly settings: Readonly<Record<string, string>>;
  /** The log of all runners of this process, JSON lines. */
  readonly log: readonly string[];
  start(
    request?: Partial<RunRequest>,
    settings?: Readonly<Record<string, string>>,
    clock?: Clock,
  ): ReturnType<typeof startRun>;
  /** Starts a runner in this process, which is stopped with the night unless it was before. */
  startRunner(settings?: Readonly<Record<string, string>>, clock?: Clock): Promise<Runner>;
  /** "gone" when there is no such run. */
  status(runId: string): Promise<string>;
  /** The run once it has ended; fails when it does not within what a slow machine needs for `idleMs`. */
  ended(runId: string, idleMs?: number, tenantId?: string): Promise<RunRecord>;
  /** Waits until a condition in SQL holds. */
  until(condition: string, values?: readonly unknown[]): Promise<void>;
  /** Rows of any query as the service role. */
  rows<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** Prepares nights in a town of this process. */
export async function prepareNight(
  options: NightOptions & { readonly odooWithoutFields?: readonly string[] } = {},
): Promise<Night> {
  const { companies, odooWithoutFields = [] } = options;
  const town = await startTown(
    companies === undefined ? {} : { companies, odooDatabases: [TENANT], odooWithoutFields },
  );
  return prepareNightIn(town, { ...options, settings: { ...QUICK, ...options.settings } });
}

/** Prepares nights in a town that runs already, and is stopped with them. */
export async function prepareNightIn<In extends TownOfNight>(
  town: In,
  { companies, policy, hasOdoo = true, settings: own = {}, test: given }: NightOptions,
): Promise<Night<In>> {
  const test = given ?? (await createTestDatabase());
  const { database, urls } = test;
  const settings = {
    ...town.settings,
    DATABASE_URL: urls.app,
    DATABASE_SERVICE_URL: urls.service,
    SECRETS_KEY,
    LOG_LEVEL: "error",
    ...own,
  };
  await createReadyTenant(database, TENANT, {
    policy,
    odoo: hasOdoo ? { ...town, secretsKey: SECRETS_KEY } : null,
  });
  await (companies === undefined ? importFile(database) : insert(database, companies));
  const log: string[] = [];
  const runners = new Set<Runner>();

  const rows = <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
    database.withService((transaction) => transaction.query<Row[]>(sql, [...values]));

  async function until(condition: string, values: readonly unknown[] = [], idleMs = 40_000): Promise<void> {
    // On a slow machine the server may end a transaction that this process is too busy to continue.
    const isSo = () =>
      rows<{ isSo: boolean }>(`select (${condition}) as "isSo"`, values).then(
        ([row]) => row?.isSo === true,
        (error: unknown) => {
          if (error instanceof DatabaseUnavailableError) return false;
          throw error;
        },
      );
    try {
      await waitUntil(isSo, condition, idleMs);
    } catch (error) {
      const stages = await rows("select stage, status, status_reason from run_stage_stats");
      throw new Error(`${JSON.stringify(stages)}\n${log.slice(-5).join("\n")}`, { cause: error });
    }
  }

  return {
    town,
    test,
    database,
    urls,
    environment: readEnvironment(settings),
    settings,
    log,
    rows,
    until,
    start: (request = {}, more = {}, clock = systemClock) =>
      startRun(
        { database, environment: readEnvironment({ ...settings, ...more }), clock },
        { tenantId: TENANT, trigger: "cli", ...request },
      ),
    async startRunner(more = {}, clock = systemClock) {
      const runner = await startRunner({
        connection: {
          database,
          serviceUrl: urls.service,
          secrets: createSecrets(SECRETS_KEY),
          close: async () => undefined,
        },
        environment: readEnvironment({ ...settings, ...more }),
        logger: createLogger({ level: "debug", write: (line) => log.push(line) }),
        clock,
      });
      runners.add(runner);
      return {
        ...runner,
        stop() {
          runners.delete(runner);
          return runner.stop();
        },
      };
    },
    async status(runId) {
      const [run] = await rows<{ status: string }>("select status from enrichment_runs where run_id = $1", [
        runId,
      ]);
      return run?.status ?? "gone";
    },
    async ended(runId, idleMs, tenantId = TENANT) {
      await until("select status <> 'running' from enrichment_runs where run_id = $1", [runId], idleMs);
      return database.withTenant(tenantId, async (transaction) => {
        const run = await findRunRow(transaction, tenantId, runId);
        if (run === null) throw new Error("the run is gone");
        return readRunRecord(transaction, run);
      });
    },
    async close() {
      await Promise.all([...runners].map((runner) => runner.stop()));
      await test.drop();
      await town.stop();
    },
  };
}

async function importFile(database: Database): Promise<void> {
  const file = `${import.meta.dirname}/../../demo/companies.csv`;
  await importCompanies(database, {
    tenantId: TENANT,
    bytes: createReadStream(file),
    fileName: file,
    actor: "test",
    strict: true,
    now: new Date(),
  });
}

async function insert(database: Database, companies: readonly TownCompany[]): Promise<void> {
  await database.withTenant(TENANT, (transaction) => insertCompanies(transaction, TENANT, companies));
}
