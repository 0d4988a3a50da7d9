import { startTown, type Town } from "../demo/town/start-town.ts";
import { systemClock } from "../src/clock.ts";
import { readEnvironment } from "../src/config/environment.ts";
import { saveIcpRule } from "../src/database/icp-rule-store.ts";
import { createSecrets } from "../src/database/sealed-secret.ts";
import { saveOdooConnection } from "../src/database/tenant-admin-store.ts";
import { startRun } from "../src/runner/start-run.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../test/support/test-database.ts";
import { waitUntil } from "../test/support/wait-until.ts";
import { createCrowd } from "./crowd.ts";

/** How long each answer takes, in milliseconds. */
export type Latencies = Readonly<Record<(typeof ANSWERERS)[number], number>>;

/** A run as it was measured. */
export interface Measured {
  readonly runId: string;
  /** From its start to its end, in milliseconds. */
  readonly wallMs: number;
  /** Calls the town answered. */
  readonly calls: Readonly<Record<(typeof ANSWERERS)[number], number>>;
  /** All the waiting for answers there was, one after another, in milliseconds. */
  readonly waitedMs: number;
  readonly companyStages: number;
  /** From the beginning to the end of each stage, in milliseconds, in their order. */
  readonly stagesMs: Readonly<Record<string, number>>;
}

/** A crowd of companies, a town whose answers take as long as is said, and a database; runners are started by whoever measures. */
export interface BenchNight {
  readonly test: TestDatabase;
  readonly town: Town;
  readonly settings: Readonly<Record<string, string>>;
  start(): Promise<string>;
  measure(runId: string, since: number): Promise<Measured>;
  /** As if nothing had been learnt yet. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

export const ANSWERERS = ["sites", "tavily", "openai", "lusha", "zerobounce", "odoo"] as const;
const SECRETS_KEY = "7d".repeat(32);
const TENANT = "acme";
const LONGEST_MS = 30 * 60_000;

export async function prepareBenchNight(options: {
  readonly companies: number;
  readonly concurrency: number;
  readonly latencies: Latencies;
}): Promise<BenchNight> {
  const companies = createCrowd(options.companies);
  const town = await startTown({ companies, odooDatabases: [TENANT] });
  for (const vendor of ANSWERERS) town.setFault({ vendor, mode: "slow", delayMs: options.latencies[vendor] });
  const test = await createTestDatabase();
  const settings = {
    ...town.settings,
    DATABASE_URL: test.urls.app,
    DATABASE_SERVICE_URL: test.urls.service,
    SECRETS_KEY,
    LOG_LEVEL: "error",
    CRAWLER_DOMAIN_MIN_INTERVAL_S: "0",
    SCHED_COMPANY_CONCURRENCY: String(options.concurrency),
    SCHED_ENABLED: "false",
    TAVILY_MAX_QUERIES: "1000000",
    LUSHA_MAX_CONTACT_LOOKUPS: "1000000",
    ZEROBOUNCE_MAX_VERIFICATIONS: "1000000",
    OPENAI_DAILY_TOKENS_CAP: "1000000000",
  };
  const environment = readEnvironment(settings);
  const { database } = test;
  await createTestTenant(database, TENANT);
  await database.withTenant(TENANT, async (transaction) => {
    await saveIcpRule(transaction, TENANT, {
      name: "everyone",
      industries: null,
      countries: null,
      employeesMin: null,
      employeesMax: null,
    });
    await saveOdooConnection(transaction, {
      tenantId: TENANT,
      baseUrl: town.odooUrl,
      database: TENANT,
      apiKeySealed: createSecrets(SECRETS_KEY).seal(town.odooApiKey),
      expiresAt: null,
    });
    await transaction.query(
      `insert into companies (tenant_id, natural_key, name, website, domain, industry, country, employees, description)
       select 'acme', c->>'registrationNumber', c->>'name', c->>'website', c->>'domain', c->>'industry', c->>'country',
         (c->>'employees')::int, c->>'description' from jsonb_array_elements($1::jsonb) as c`,
      [JSON.stringify(companies)],
    );
  });
  const rows = <Row>(sql: string, values: unknown[] = []) =>
    database.withService((transaction) => transaction.query<Row[]>(sql, values));

  return {
    test,
    town,
    settings,
    async start() {
      const run = await startRun(
        { database, environment, clock: systemClock },
        { tenantId: TENANT, trigger: "cli" },
      );
      return run.runId;
    },
    async measure(runId, since) {
      const read = () =>
        rows<{ status: string; wallMs: number; items: number }>(
          `select status, extract(epoch from ended_at - started_at)::float8 * 1000 as "wallMs",
             (select count(*)::int from company_enrichment_runs c where c.run_id = r.run_id and stage <> 'select_targets') as items
           from enrichment_runs r where run_id = $1`,
          [runId],
        );
      await waitUntil(async () => (await read())[0]?.status !== "running", "the run's end", LONGEST_MS);
      const [run] = await read();
      if (run?.status !== "succeeded")
        throw new Error(`the run ended ${run?.status}, so it measures nothing`);
      const answered = town.calls().slice(since);
      const count = (wanted: string) => answered.filter(({ vendor }) => vendor === wanted).length;
      const calls = {
        sites: count("sites"),
        tavily: count("tavily"),
        openai: count("openai"),
        lusha: count("lusha"),
        zerobounce: count("zerobounce"),
        odoo: count("odoo"),
      };
      const waitedMs = ANSWERERS.reduce((sum, name) => sum + calls[name] * options.latencies[name], 0);
      const stages = await rows<{ stage: string; ms: number }>(
        `select stage, round(extract(epoch from ended_at - started_at) * 1000)::int as ms
         from run_stage_stats where run_id = $1 and ended_at is not null order by started_at`,
        [runId],
      );
      const stagesMs = Object.fromEntries(stages.map(({ stage, ms }) => [stage, ms]));
      return { runId, wallMs: run.wallMs, calls, waitedMs, companyStages: run.items, stagesMs };
    },
    async forget() {
      for (const table of [
        "lead_features",
        "contacts",
        "lead_emails",
        "email_verification_cache",
        "lead_scores",
      ])
        await rows(`delete from ${table}`);
    },
    async close() {
      await test.drop();
      await town.stop();
    },
  };
}
