import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { startTown, type Town } from "../../../demo/town/start-town.ts";
import { systemClock } from "../../../src/clock.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import { readTenantPolicy } from "../../../src/config/tenant-policy.ts";
import { createSecrets } from "../../../src/database/create-secrets.ts";
import { type Database, openDatabase } from "../../../src/database/database.ts";
import { saveOdooConnection } from "../../../src/database/tenants/odoo-connection-store.ts";
import { createLogger } from "../../../src/logger.ts";
import { createPriceCharge } from "../../../src/observability/costs/price-charge.ts";
import { createRecorder, type Recorder } from "../../../src/observability/events/recorder.ts";
import { noTracing } from "../../../src/observability/tracing/tracing.ts";
import { createRunBudget } from "../../../src/runner/budget/run-budget.ts";
import { createRunDegradations } from "../../../src/runner/calls/create-run-degradations.ts";
import { createRunVendors } from "../../../src/runner/calls/run-vendors.ts";
import type { TargetCompany } from "../../../src/runner/record/target-company.ts";
import type {
  CompanyResult,
  RunContext,
  StageDependencies,
} from "../../../src/runner/stage-work/stage-work.ts";
import { exportOdoo } from "../../../src/runner/stages/export-odoo.ts";
import { createVendors } from "../../../src/vendors/create-vendors.ts";
import { createOdoo } from "../../../src/vendors/odoo/create-odoo.ts";
import type { Odoo } from "../../../src/vendors/odoo/odoo.ts";
import { deleteInOdoo } from "../../support/delete-in-odoo.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { textOf } from "../../support/text-of.ts";

const environment = readEnvironment({ SCORE_MIN_EXPORT: "50" });
const logger = createLogger({ level: "error" });
const secrets = createSecrets("0f".repeat(32));

/** What a runner works with, as one of several. */
interface Process {
  readonly database: Database;
  readonly recorder: Recorder;
}

describe("exportOdoo", () => {
  let town: Town;
  let test: TestDatabase;
  let processes: readonly [Process, Process];
  let company: TargetCompany;
  const runId = randomUUID();

  before(async function () {
    this.timeout(60_000);
    town = await startTown();
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    await test.database.withTenant("acme", (transaction) =>
      saveOdooConnection(transaction, {
        tenantId: "acme",
        baseUrl: town.odooUrl,
        database: "acme",
        apiKeySealed: secrets.seal(town.odooApiKey),
        expiresAt: null,
      }),
    );
    const processOn = (database: Database): Process => ({
      database,
      recorder: createRecorder({ database, clock: systemClock, logger }),
    });
    processes = [processOn(test.database), processOn(await openDatabase(test.urls, { poolSize: 4 }))];
  });

  after(async () => {
    for (const { recorder } of processes) await recorder.close();
    await processes[1].database.close();
    await test.drop();
    await town.stop();
    await logger.close();
  });

  beforeEach(async () => {
    const companyId = randomUUID();
    company = {
      companyId,
      name: "Acme Pumps",
      website: "http://acme.example",
      domain: "acme.example",
      industry: null,
      country: null,
      employees: null,
      description: null,
    };
    await sql(
      "insert into companies (tenant_id, company_id, natural_key, name) values ('acme', $1, $2, 'Acme Pumps')",
      [companyId, `key ${companyId}`],
    );
    await sql(
      `insert into contacts (tenant_id, company_id, first_name, last_name, title, source) values
       ('acme', $1, 'Ada', 'Mills', 'Buyer', 'site'), ('acme', $1, 'Zoe', 'Yards', 'Head of Sales', 'site')`,
      [companyId],
    );
    await sql(
      `insert into lead_scores (tenant_id, company_id, run_id, score, bucket, rationale, cited_signals, input_hash)
       values ('acme', $1, $2, 72, 'High', 'Scores 72.', '{}', 'hash')`,
      [companyId, runId],
    );
  });

  afterEach(() => town.clearFaults());

  const sql = (text: string, values: unknown[] = []) =>
    test.database.withTenant("acme", (transaction) => transaction.query<unknown[]>(text, values));

  const client = (protocol: "json2" | "xmlrpc" = "json2", through = fetch) =>
    createOdoo({
      baseUrl: town.odooUrl,
      database: "acme",
      apiKey: town.odooApiKey,
      login: town.odooLogin,
      protocol,
      timeoutMs: 5_000,
      fetch: through,
    });

  /** Exports the company as one of the processes, and stores the outcome as the engine does. */
  async function exportBy(
    { database, recorder }: Process,
    changes: { force?: boolean; odoo?: Odoo; policy?: object; store?: boolean } = {},
  ): Promise<CompanyResult> {
    const identity = { tenantId: "acme", runId, runDate: "2026-11-22", traceId: "0".repeat(32) };
    const signal = new AbortController().signal;
    const price = createPriceCharge();
    const manifest = {
      skip: [],
      cap: 10,
      candidateFloor: 0,
      budgets: { tavilyQueries: 0, lushaLookups: 0, zerobounceVerifications: 0, openaiTokensPerDay: 0 },
      openaiModel: "none",
      version: "0",
      ...(changes.force === true && { forceExport: true }),
    };
    const budget = createRunBudget({
      database,
      run: { ...identity, manifest },
      timezone: "Asia/Singapore",
      recorder,
      price,
      clock: systemClock,
      logger: createLogger({ level: "error", write: () => undefined }),
      signal,
    });
    const run: RunContext = {
      ...identity,
      signal,
      draining: signal,
      storing: signal,
      policy: readTenantPolicy("acme", changes.policy ?? {}),
      manifest,
      budget,
      degradations: createRunDegradations({ database, run: identity, clock: systemClock }),
      vendors: createRunVendors({
        run: identity,
        signal,
        clients: createVendors({}),
        odoo: changes.odoo ?? client(),
        recorder,
        price,
        budget,
        trace: noTracing.open({ ...identity, startedAt: new Date() }),
        clock: systemClock,
      }),
    };
    const dependencies: StageDependencies = {
      database,
      recorder,
      secrets,
      environment,
      clock: systemClock,
      crawler: { crawl: () => Promise.reject(new Error("not here")), close: () => Promise.resolve() },
    };
    const result = await exportOdoo(run, company, dependencies);
    if (changes.store !== false) await database.batch("acme", async (it) => result.save?.(it));
    return result;
  }

  /** Everything Odoo has of the company under a model. */
  function recordsOf(model: string) {
    const parent = partnerId();
    return town
      .odooRecords("acme", model)
      .filter(
        (record) =>
          JSON.stringify(record).includes(company.companyId) ||
          (parent !== undefined && record["parent_id"] === parent),
      );
  }

  function kept(): { partners: string[]; leads: string[] } {
    const refsOf = (model: string, field: string) => recordsOf(model).map((record) => String(record[field]));
    return { partners: refsOf("res.partner", "ref"), leads: refsOf("crm.lead", "referred") };
  }

  const partnerId = () =>
    town
      .odooRecords("acme", "res.partner")
      .find(({ ref }) => ref === `nightshift:company:${company.companyId}`)?.id;

  /** All that Odoo has of the company under a model. */
  const deleteAll = (model: string) =>
    deleteInOdoo(
      town,
      model,
      recordsOf(model).map(({ id }) => id),
    );

  it("sends a company, two contacts and a lead once, and again only what changed", async () => {
    const [first] = processes;
    expect(await exportBy(first)).to.include({ outcome: "success" });
    const before = town.calls().length;
    expect(await exportBy(first)).to.include({ outcome: "skipped", code: "unchanged" });
    expect(town.calls()).to.have.lengthOf(before);
    expect(await exportBy(first, { force: true })).to.include({ outcome: "success" });
    await sql("update lead_scores set score = 80 where company_id = $1", [company.companyId]);
    expect(await exportBy(first)).to.include({ outcome: "success" });
    expect(kept()).to.have.nested.property("partners.length", 3);
    expect(kept().leads).to.deep.equal([`nightshift:lead:${company.companyId}`]);
    expect(town.odooRecords("acme", "crm.lead").map(({ name }) => name)).to.include("Acme Pumps (High, 80)");
  });

  it("makes nobody into somebody else when a colleague with an earlier name is found", async () => {
    await exportBy(processes[0]);
    await sql(
      "insert into contacts (tenant_id, company_id, first_name, last_name, title, source) values ('acme', $1, 'Abe', 'Apt', 'CEO', 'site')",
      [company.companyId],
    );
    await exportBy(processes[0]);
    const people = town
      .odooRecords("acme", "res.partner")
      .filter((record) => record["parent_id"] === partnerId())
      .map(({ name }) => name);
    expect(people).to.deep.equal(["Ada Mills", "Zoe Yards", "Abe Apt"]);
  });

  it("leaves no duplicates when the connection is cut after every write", async () => {
    // A lost answer is an unknown outcome: the retry looks for the record first.
    town.setFault({ vendor: "odoo", mode: "drop_after_write", match: "/load", times: 4 });
    let result = await exportBy(processes[0]).catch(() => null);
    for (let again = 0; result === null && again < 8; again += 1) {
      result = await exportBy(processes[0]).catch(() => null);
    }
    expect(result).to.include({ outcome: "success" });
    expect(town.calls().filter(({ fault }) => fault === "drop_after_write")).to.have.lengthOf(4);
    expect(kept().partners).to.have.lengthOf(3);
    expect(kept().leads).to.have.lengthOf(1);
  });

  for (const protocol of ["json2", "xmlrpc"] as const) {
    it(`makes anew, over ${protocol}, what people deleted in Odoo between two nights`, async () => {
      const odoo = client(protocol);
      expect(await exportBy(processes[0], { odoo })).to.include({ outcome: "success" });
      await deleteAll("crm.lead");
      await deleteAll("res.partner");
      expect(kept()).to.deep.equal({ partners: [], leads: [] });
      await sql("update lead_scores set score = 80 where company_id = $1", [company.companyId]);
      expect(await exportBy(processes[0], { odoo })).to.include({ outcome: "success" });
      expect(kept().partners).to.have.lengthOf(3);
      expect(kept().leads).to.have.lengthOf(1);
    });

    it(`makes a lead anew, over ${protocol}, that is deleted while it is exported, with all its fields`, async () => {
      await exportBy(processes[0], { odoo: client(protocol) });
      let deletions = 0;
      const odoo = client(protocol, async (input, init) => {
        const said = await textOf(input, init);
        if (/\bwrite\b/.test(said) && said.includes("crm.lead")) {
          deletions += 1;
          await deleteAll("crm.lead");
        }
        return fetch(input, init);
      });
      expect(await exportBy(processes[0], { odoo, force: true })).to.include({ outcome: "success" });
      expect(deletions).to.equal(1);
      expect(kept().leads).to.have.lengthOf(1);
      expect(await sql("select 1 from run_degradations where run_id = $1", [runId])).to.deep.equal([]);
    });
  }

  it("lets one of two processes that export a company at the same time wait for the other", async () => {
    const [first, second] = processes;
    const begun = Promise.withResolvers<void>();
    const met = Promise.withResolvers<void>();
    // The first stands before its first write until the second has asked for the company.
    const odoo: Odoo = {
      ...client(),
      async upsertPartner(partner, context) {
        begun.resolve();
        await met.promise;
        return client().upsertPartner(partner, context);
      },
    };
    let calls = 0;
    const watched: Database = {
      ...second.database,
      async batch(tenantId, work) {
        const result = await second.database.batch(tenantId, work);
        calls += 1;
        // The facts, then the claim.
        if (calls === 2) met.resolve();
        return result;
      },
    };
    const one = exportBy(first, { odoo });
    await begun.promise;
    const other = exportBy({ ...second, database: watched }, { odoo });
    const outcomes = (await Promise.all([one, other])).map(({ outcome, code }) => [outcome, code]);
    expect(outcomes).to.deep.equal([
      ["success", undefined],
      ["skipped", "unchanged"],
    ]);
    expect(kept().partners).to.have.lengthOf(3);
    expect(kept().leads).to.have.lengthOf(1);
  });

  it("takes over from a process that died holding the company, once its claim has run out", async () => {
    await exportBy(processes[0], { store: false });
    await sql(
      "update lead_scores set export_claimed_until = now() - interval '1 second' where company_id = $1",
      [company.companyId],
    );
    expect(await exportBy(processes[1])).to.include({ outcome: "success" });
    expect(kept().partners).to.have.lengthOf(3);
  });

  it("lets the company go when Odoo refuses it", async () => {
    town.setFault({ vendor: "odoo", mode: "auth" });
    await exportBy(processes[0]).catch(() => null);
    town.clearFaults();
    expect(await exportBy(processes[1])).to.include({ outcome: "success" });
  });

  it("holds back what scores too low by the policy, else by the setting, and what this run could not score", async () => {
    await sql("update lead_scores set score = 49 where company_id = $1", [company.companyId]);
    expect(await exportBy(processes[0])).to.include({ code: "below_threshold" });
    expect(await exportBy(processes[0], { policy: { exportMinScore: 49 } })).to.include({
      outcome: "success",
    });
    await sql("update lead_scores set score = 50 where company_id = $1", [company.companyId]);
    expect(await exportBy(processes[0], { policy: { exportMinScore: 51 } })).to.include({
      code: "below_threshold",
    });
    expect(await exportBy(processes[0])).to.include({ outcome: "success" });
    await sql("delete from lead_scores where company_id = $1", [company.companyId]);
    expect(await exportBy(processes[0])).to.include({ code: "not_scored" });
  });
});
