import { createCompanies } from "../../demo/town/companies/create-companies.ts";
import type { SiteKind, Strength, TownCompany } from "../../demo/town/companies/town-company.ts";
import { startTown, type Town } from "../../demo/town/start-town.ts";
import { type Clock, systemClock } from "../../src/clock.ts";
import { type Environment, readEnvironment } from "../../src/config/environment.ts";
import { createSecrets } from "../../src/database/create-secrets.ts";
import type { EnrichmentRun } from "../../src/entities/enrichment-run.ts";
import type { RunStageStat } from "../../src/entities/run-stage-stat.ts";
import type { Stage } from "../../src/entities/stage-table.ts";
import { createLogger } from "../../src/logger.ts";
import { findRunRow, type RunRecord, readRunRecord } from "../../src/observability/reads/run-read-store.ts";
import { type RunRequest, startRun } from "../../src/runner/planning/start-run.ts";
import { type Runner, startRunner } from "../../src/runner/start-runner.ts";
import { createReadyTenant, insertCompanies } from "../support/ready-tenant.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { waitUntil } from "../support/wait-until.ts";

/** Everything a night needs, in one process: a database, the town, companies, and as many runners as are started. */
export interface Night {
  readonly test: TestDatabase;
  readonly town: Town;
  readonly environment: Environment;
  /** The log of all runners, JSON lines. */
  readonly log: readonly string[];
  startRunner(settings?: Record<string, string>): Promise<Runner>;
  start(
    request?: Partial<RunRequest>,
    settings?: Record<string, string>,
    clock?: Clock,
  ): ReturnType<typeof startRun>;
  /** The run once it has ended; throws when it does not. */
  ended(runId: string): Promise<RunRecord>;
  /** Waits until a query over the tenant's rows answers true. */
  until(sql: string, parameters?: readonly unknown[]): Promise<void>;
  rows<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

const SECRETS_KEY = "5e".repeat(32);

/** Companies of acme's file whose sites are of these kinds. */
export function chooseCompanies(
  wanted: readonly [kind: SiteKind, strength: Strength, count: number][],
): TownCompany[] {
  const all = createCompanies().filter(({ tenant }) => tenant === "acme");
  return wanted.flatMap(([kind, strength, count]) => {
    const found = all
      .filter((company) => company.site === kind && company.strength === strength)
      .slice(0, count);
    if (found.length < count)
      throw new Error(`the town has only ${found.length} ${strength} ${kind} companies`);
    return found;
  });
}

export async function startNight(
  companies: readonly TownCompany[],
  options: {
    readonly policy?: object;
    readonly hasOdoo?: boolean;
    readonly odooWithoutFields?: readonly string[];
  } = {},
): Promise<Night> {
  const test = await createTestDatabase();
  const town = await startTown({
    companies,
    odooDatabases: ["acme"],
    odooWithoutFields: options.odooWithoutFields ?? [],
  });
  const settings = {
    ...town.settings,
    SECRETS_KEY,
    CRAWLER_DOMAIN_MIN_INTERVAL_S: "0",
    CRAWLER_TIMEOUT_S: "2",
    ALERTS_CRON: "0 0 1 1 *",
  };
  const environment = readEnvironment(settings);
  const secrets = createSecrets(SECRETS_KEY);
  const log: string[] = [];
  const runners: Runner[] = [];
  const { database } = test;
  await createReadyTenant(database, "acme", {
    policy: options.policy,
    odoo: options.hasOdoo === false ? null : { ...town, secretsKey: SECRETS_KEY },
  });
  await database.withTenant("acme", (transaction) => insertCompanies(transaction, "acme", companies));
  const rows = <Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> =>
    database.withTenant("acme", (transaction) => transaction.query<Row[]>(sql, [...parameters]));

  async function until(sql: string, parameters: readonly unknown[] = []): Promise<void> {
    const isSo = async () =>
      (await rows<{ so: boolean }>(`select (${sql}) as so`, parameters))[0]?.so === true;
    try {
      await waitUntil(isSo, sql, 40_000, 25);
    } catch (error) {
      const stages = await rows("select stage, status, status_reason from run_stage_stats");
      throw new Error(`${JSON.stringify(stages)}\n${log.slice(-5).join("\n")}`, { cause: error });
    }
  }

  return {
    test,
    town,
    environment,
    log,
    rows,
    until,
    async startRunner(more = {}) {
      const runner = await startRunner({
        connection: {
          database: test.database,
          serviceUrl: test.urls.service,
          secrets,
          close: async () => undefined,
        },
        environment: readEnvironment({ ...settings, ...more }),
        logger: createLogger({ level: "debug", write: (line) => log.push(line) }),
        clock: systemClock,
      });
      runners.push(runner);
      return runner;
    },
    start: (request = {}, more = {}, clock = systemClock) =>
      startRun(
        { database: test.database, environment: readEnvironment({ ...settings, ...more }), clock },
        { tenantId: "acme", trigger: "cli", ...request },
      ),
    async ended(runId) {
      await until("select status <> 'running' from enrichment_runs where run_id = $1", [runId]);
      return database.withTenant("acme", async (transaction) => {
        const run: EnrichmentRun | null = await findRunRow(transaction, "acme", runId);
        if (run === null) throw new Error("the run is gone");
        return readRunRecord(transaction, run);
      });
    },
    async stop() {
      await Promise.all(runners.map((runner) => runner.stop()));
      await town.stop();
      await test.drop();
    },
  };
}

/** A stage of a run. */
export function stageOf({ stages }: RunRecord, wanted: Stage): RunStageStat {
  const found = stages.find(({ stage }) => stage === wanted);
  if (found === undefined) throw new Error(`${wanted} is not recorded`);
  return found;
}
