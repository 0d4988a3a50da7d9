import { createReadStream } from "node:fs";
import { expect } from "chai";
import { startTown, type Town } from "../../demo/town/start-town.ts";
import { systemClock } from "../../src/clock.ts";
import { type Environment, readEnvironment } from "../../src/config/environment.ts";
import type { Connection } from "../../src/database/connect.ts";
import { createSecrets } from "../../src/database/create-secrets.ts";
import { importCompanies } from "../../src/imports/import-companies.ts";
import { createLogger } from "../../src/logger.ts";
import { startExport } from "../../src/runner/planning/start-export.ts";
import { startRun } from "../../src/runner/planning/start-run.ts";
import { type Runner, startRunner } from "../../src/runner/start-runner.ts";
import { createReadyTenant } from "../support/ready-tenant.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { waitUntil } from "../support/wait-until.ts";

const logger = createLogger({ level: "error" });
const SECRETS_KEY = "0f".repeat(32);
const PAID = ["tavily", "openai", "lusha", "zerobounce", "odoo"] as const;

describe("a second night, when the world has not changed", function () {
  this.timeout(120_000);
  let town: Town;
  let test: TestDatabase;
  let environment: Environment;
  let runner: Runner;

  before(async () => {
    town = await startTown();
    test = await createTestDatabase();
    environment = readEnvironment({
      ...town.settings,
      CRAWLER_DOMAIN_MIN_INTERVAL_S: "0",
      CRAWLER_TIMEOUT_S: "2",
      SCHED_COMPANY_CONCURRENCY: "16",
    });
    const secrets = createSecrets(SECRETS_KEY);
    const { database } = test;
    await createReadyTenant(database, "acme", { odoo: { ...town, secretsKey: SECRETS_KEY } });
    const file = `${import.meta.dirname}/../../demo/companies.csv`;
    await importCompanies(database, {
      tenantId: "acme",
      bytes: createReadStream(file),
      fileName: file,
      actor: "test",
      strict: true,
      now: new Date(),
    });
    const connection: Connection = {
      database,
      serviceUrl: test.urls.service,
      secrets,
      close: async () => undefined,
    };
    runner = await startRunner({ connection, environment, logger, clock: systemClock });
  });

  after(async () => {
    await runner.stop();
    await test.drop();
    await town.stop();
    await logger.close();
  });

  const rows = <Row>(sql: string, values: unknown[] = []) =>
    test.database.withTenant("acme", (transaction) => transaction.query<Row[]>(sql, values));

  /** Waits for the run's end; how many calls each vendor was asked meanwhile. */
  async function callsOf(
    start: () => Promise<{ runId: string }>,
  ): Promise<{ runId: string; calls: Record<string, number> }> {
    const before = town.calls().length;
    const { runId } = await start();
    await waitUntil(
      async () => {
        const [run] = await rows<{ status: string }>("select status from enrichment_runs where run_id = $1", [
          runId,
        ]);
        return run?.status !== "running";
      },
      `run ${runId} to end`,
      60_000,
    );
    const asked = town.calls().slice(before);
    return {
      runId,
      calls: Object.fromEntries(
        PAID.map((name) => [name, asked.filter(({ vendor }) => vendor === name).length]),
      ),
    };
  }

  const night = () =>
    startRun(
      { database: test.database, environment, clock: systemClock },
      { tenantId: "acme", trigger: "cli" },
    );
  const exportOnly = (force: boolean) =>
    startExport({ database: test.database, environment, clock: systemClock }, { tenantId: "acme", force });
  const scores = () =>
    rows<{ companyId: string; runId: string; scoredAt: Date; exportedAt: Date | null }>(
      `select company_id as "companyId", run_id as "runId", scored_at as "scoredAt", exported_at as "exportedAt" from lead_scores order by 1`,
    );
  const inOdoo = () => ["res.partner", "crm.lead"].map((model) => town.odooRecords("acme", model).length);
  const fared = (runId: string) =>
    rows<{ stage: string; outcome: string; code: string | null; count: number }>(
      `select stage, outcome, code, count(*)::int as count from company_enrichment_runs
       where run_id = $1 and stage in ('extract', 'score', 'export_odoo') group by 1, 2, 3 order by 1, 2, 3`,
      [runId],
    );

  it("reads nothing again with the model, searches and looks up nothing twice, and sends Odoo what is new to it", async () => {
    town.setFault({ vendor: "odoo", mode: "drop_after_write", match: "/load", times: 3 });
    const first = await callsOf(night);
    for (const vendor of PAID) expect(first.calls[vendor], vendor).to.be.greaterThan(3);
    const [scored, sent] = [await scores(), inOdoo()];

    const second = await callsOf(night);
    expect(second.calls).to.deep.equal({
      tavily: 0,
      openai: 0,
      lusha: 0,
      zerobounce: second.calls["zerobounce"],
      odoo: 0,
    });
    expect(second.calls["zerobounce"]).to.be.lessThan(first.calls["zerobounce"] ?? 0);
    expect(inOdoo()).to.deep.equal(sent);
    expect(await scores()).to.deep.equal(scored.map((score) => ({ ...score, runId: second.runId })));
    expect((await fared(second.runId)).filter(({ outcome }) => outcome === "success")).to.deep.equal([]);
    const samples = await rows<{ count: number }>(
      "select count(*)::int as count from qa_samples where run_id = $1",
      [second.runId],
    );
    expect(samples).to.deep.equal([{ count: 10 }]);

    const forced = await callsOf(() => exportOnly(true));
    expect(forced.calls).to.include({ tavily: 0, openai: 0, lusha: 0, zerobounce: 0 });
    expect(forced.calls["odoo"]).to.be.greaterThan(20);
    expect(inOdoo()).to.deep.equal(sent);
    const again = await callsOf(() => exportOnly(false));
    expect(again.calls["odoo"]).to.equal(0);
    const names = ["res.partner", "crm.lead"].flatMap((model) =>
      town.odooRecords("acme", model).map((record) => String(record["ref"] ?? record["referred"])),
    );
    expect(new Set(names).size).to.equal(names.length);
  });
});
