import { expect } from "chai";
import { systemClock } from "../../src/clock.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { PAID_VENDORS } from "../../src/entities/vendor-table.ts";
import { ConflictError, InvalidInputError } from "../../src/errors.ts";
import { removePriceCard, savePriceCard } from "../../src/observability/costs/price-card-store.ts";
import { cancelRun } from "../../src/runner/ending/cancel-run.ts";
import { dryRun } from "../../src/runner/planning/dry-run.ts";
import { localDate } from "../../src/runner/record/local-date.ts";
import { countJobs } from "../../src/runner/record/run-lease-store.ts";
import { type Night, prepareNight, TENANT } from "../support/night.ts";
import { rejection } from "../support/rejection.ts";
import { waitUntil } from "../support/wait-until.ts";

describe("operating a run", function () {
  this.timeout(60_000);
  let night: Night;
  let cancelled = "";
  let resumed = "";

  before(async () => {
    night = await prepareNight({ settings: { SCHED_COMPANY_CONCURRENCY: "4" } });
    await night.startRunner();
  });

  after(() => night.close());

  const dependencies = () => ({
    database: night.database,
    environment: night.environment,
    clock: systemClock,
  });
  const vendorCalls = () => night.town.calls().filter(({ vendor }) => vendor !== "sites");
  const statuses = async (runId: string) =>
    Object.fromEntries(
      (
        await night.rows<{ stage: string; status: string }>(
          "select stage, status from run_stage_stats where run_id = $1",
          [runId],
        )
      ).map(({ stage, status }) => [stage, status]),
    );
  /** Companies that need neither be read nor be extracted again: a site that failed is read anew. */
  const countReadAndExtracted = async (runId: string) => {
    const [row] = await night.rows<{ count: number }>(
      `select count(*)::int as count from company_enrichment_runs c join company_enrichment_runs e using (run_id, company_id)
       where run_id = $1 and c.stage = 'crawl' and c.outcome = 'success' and e.stage = 'extract' and e.outcome = 'success'`,
      [runId],
    );
    return row?.count ?? 0;
  };
  const outcomes = (runId: string, stage: string) =>
    night.rows<{ outcome: string; code: string | null; count: number }>(
      `select outcome, code, count(*)::int as count from company_enrichment_runs
       where run_id = $1 and stage = $2 group by 1, 2 order by 1, 2`,
      [runId, stage],
    );

  it("says what a first run would do and cost", async () => {
    const plan = await dryRun(dependencies(), { tenantId: TENANT, trigger: "cli", cap: 25, skip: ["lusha"] });
    expect(plan.companies).to.include({ count: 25, candidates: 60 });
    expect(plan.companies.first).to.have.length(10);
    expect(plan.estimates.map(({ vendor }) => vendor)).to.have.members([
      "tavily",
      "openai",
      "zerobounce",
      "odoo",
    ]);
    expect(plan.estimates.find(({ vendor }) => vendor === "tavily")).to.deep.include({
      basis: "assumption",
      calls: { low: 0, expected: 11, high: 25 },
      costUsd: { low: 0, expected: 0.088, high: 0.2 },
    });
    expect(plan.stages.find(({ stage }) => stage === "lusha")).to.deep.include({ status: "skipped" });
  });

  it("estimates by the tenant's own prices, and no more than the budgets allow", async () => {
    const card = {
      id: "our-tavily",
      vendor: "tavily",
      modelPattern: null,
      unit: "credit",
      priceNanoUsd: 1_000_000_000n,
      validFrom: new Date(0),
      validTo: null,
      source: "our contract",
    } as const;
    const request = { tenantId: TENANT, trigger: "cli", cap: 25, only: ["tavily", "extract"] } as const;
    await night.database.withTenant(TENANT, (transaction) => savePriceCard(transaction, TENANT, card));
    const { estimates } = await dryRun(dependencies(), request);
    expect(estimates.find(({ vendor }) => vendor === "tavily")?.costUsd?.high).to.equal(25);
    const environment = readEnvironment({
      ...night.settings,
      OPENAI_DAILY_TOKENS_CAP: "48000",
      RUN_COST_CAP_USD: "2.5",
    });
    const bounded = await dryRun({ ...dependencies(), environment }, request);
    expect(bounded.estimates.find(({ vendor }) => vendor === "openai")?.calls.high).to.equal(10);
    expect(bounded.costUsd).to.deep.equal({ low: 0, expected: 2.5, high: 2.5 });
    await night.database.withTenant(TENANT, (transaction) => removePriceCard(transaction, TENANT, card.id));
  });

  it("estimates no more than is left of the tenant's day", async () => {
    const environment = readEnvironment({
      ...night.settings,
      TAVILY_DAILY_QUERIES_CAP: "10",
      LUSHA_DAILY_LOOKUPS_CAP: "5",
      DAILY_COST_CAP_USD: "0.25",
    });
    const request = { tenantId: TENANT, trigger: "cli", cap: 25 } as const;
    const callsOf = async () => {
      const { estimates, costUsd } = await dryRun({ ...dependencies(), environment }, request);
      const highOf = (wanted: string) => estimates.find(({ vendor }) => vendor === wanted)?.calls.high;
      return { tavily: highOf("tavily"), lusha: highOf("lusha"), usd: costUsd.high };
    };
    expect(await callsOf()).to.deep.equal({ tavily: 10, lusha: 5, usd: 0.25 });
    await night.database.withTenant(TENANT, (transaction) =>
      transaction.query(
        `insert into budget_counters (tenant_id, scope, resource, used)
         values ($1, $2, 'tavily_queries', 7), ($1, $2, 'lusha_lookups', 6), ($1, $2, 'nano_usd', 150000000)`,
        [TENANT, `day:${localDate(systemClock(), "Asia/Singapore")}`],
      ),
    );
    expect(await callsOf()).to.deep.equal({ tavily: 3, lusha: 0, usd: 0.1 });
    await night.database.withTenant(TENANT, (transaction) =>
      transaction.query("delete from budget_counters"),
    );
  });

  it("says which stages have nobody to call", async () => {
    const environment = readEnvironment({ ...night.settings, TAVILY_API_KEY: "" });
    await night.rows("update odoo_connections set active = false");
    const plan = await dryRun({ ...dependencies(), environment }, { tenantId: TENANT, trigger: "cli" });
    const refused = await rejection(night.start({ only: ["score", "export_odoo"] }));
    await night.rows("update odoo_connections set active = true");
    expect(refused).to.be.instanceOf(InvalidInputError);
    expect(String(refused)).to.include("only: acme has no active Odoo connection");
    const reasonOf = (wanted: string) => plan.stages.find(({ stage }) => stage === wanted)?.reason;
    expect(reasonOf("tavily")).to.equal("TAVILY_API_KEY is not set");
    expect(reasonOf("export_odoo")).to.equal("the tenant has no active Odoo connection");
    expect(reasonOf("lusha")).to.equal(null);
    expect(plan.estimates.map(({ vendor }) => vendor)).to.have.members(["openai", "lusha", "zerobounce"]);
  });

  it("cancels within seconds, keeps what was done, and counts it right", async () => {
    for (const vendor of PAID_VENDORS) night.town.setFault({ vendor, mode: "slow", delayMs: 1_000 });
    // Slow enough that the extraction is not over before a busy machine gets round to cancelling it.
    night.town.setFault({ vendor: "openai", mode: "slow", delayMs: 3_000 });
    ({ runId: cancelled } = await night.start({ cap: 18, companyConcurrency: 2 }));
    await waitUntil(
      async () => (await countReadAndExtracted(cancelled)) >= 2,
      "the extraction to be in progress",
    );
    const request = { tenantId: TENANT, runId: cancelled, actor: "test" };
    await cancelRun({ ...dependencies(), keepCorpora: false }, request);
    expect(await night.status(cancelled)).to.equal("cancelled");
    await waitUntil(
      async () =>
        (await night.database.withService((transaction) => countJobs(transaction, cancelled))) === 0,
      "its jobs to be gone",
    );
    night.town.clearFaults();
    expect(await statuses(cancelled)).to.include({ extract: "skipped", lusha: "skipped", score: "skipped" });
    const [usage] = await night.rows<{ calls: number }>(
      "select sum(calls)::int as calls from run_vendor_usage where run_id = $1",
      [cancelled],
    );
    // The town answers, and charges, a call that was hung up on; it writes it down when it does.
    await waitUntil(() => vendorCalls().length >= (usage?.calls ?? 0), "the town's books");
    expect(vendorCalls()).to.have.length(usage?.calls ?? 0);
    expect(await rejection(cancelRun({ ...dependencies(), keepCorpora: false }, request))).to.be.instanceOf(
      ConflictError,
    );
    expect(await night.status(cancelled)).to.equal("cancelled");
  });

  it("resumes a cancelled run with its companies, and does only what they lack", async () => {
    const done = await countReadAndExtracted(cancelled);
    const plan = await dryRun(dependencies(), { tenantId: TENANT, trigger: "cli", resume: cancelled });
    ({ runId: resumed } = await night.start({ resume: cancelled }));
    expect((await night.ended(resumed)).run.status).to.be.oneOf(["succeeded", "degraded"]);
    const targets = (runId: string) =>
      night.rows(
        "select company_id, ordinal from company_enrichment_runs where run_id = $1 and stage = 'select_targets' order by ordinal",
        [runId],
      );
    expect(await targets(resumed)).to.deep.equal(await targets(cancelled));
    expect(done).to.be.greaterThan(0);
    // Texts are not kept after a run: who is yet to be extracted is read again, the others are not.
    for (const stage of ["crawl", "extract"]) {
      const passed = (await outcomes(resumed, stage)).find(({ code }) => code === "done_before");
      expect(passed?.count, stage).to.be.within(done, 17);
    }
    const extracted = (await outcomes(resumed, "extract")).find(({ code }) => code === "done_before");
    expect(plan.companies.count).to.equal(18);
    expect(plan.estimates.find(({ vendor }) => vendor === "openai")?.calls.high).to.equal(
      18 - (extracted?.count ?? 0),
    );
    expect(await statuses(resumed)).to.include({ mv_refresh: "skipped", score: "succeeded" });
    const [row] = await night.rows<{
      manifest: { resumedFrom: { runId: string }; selection: { count: number } };
    }>("select manifest from enrichment_runs where run_id = $1", [resumed]);
    expect(row?.manifest.resumedFrom.runId).to.equal(cancelled);
    expect(row?.manifest.selection.count).to.equal(18);
    const all = await night.rows<{ stage: string; counted: number }>(
      `select stage, (count_success + count_error + count_blocked + count_skipped)::int as counted from run_stage_stats
       where run_id = $1 and stage in ('tavily', 'extract', 'lusha', 'zerobounce', 'score', 'export_odoo')`,
      [resumed],
    );
    expect(all.map(({ counted }) => counted)).to.deep.equal([18, 18, 18, 18, 18, 18]);
  });

  it("does the failed companies again, from where each failed, with another setting", async () => {
    night.town.setFault({ vendor: "odoo", mode: "5xx", match: "res.partner" });
    const { runId: first } = await night.start({ cap: 12 });
    await night.ended(first);
    night.town.clearFaults();
    const failed = await night.rows<{ companyId: string }>(
      `select distinct company_id as "companyId" from company_enrichment_runs where run_id = $1
         and (outcome = 'error' or code in ('vendor_down', 'quota_exhausted', 'budget_spent'))`,
      [first],
    );
    expect(failed.length).to.be.within(1, 11);
    const { runId: again } = await night.start({
      rerun: { runId: first, failedOnly: true },
      companyConcurrency: 1,
    });
    await night.ended(again);
    const taken = await night.rows<{ companyId: string }>(
      `select company_id as "companyId" from company_enrichment_runs where run_id = $1 and stage = 'select_targets'`,
      [again],
    );
    expect(taken.map(({ companyId }) => companyId)).to.have.members(failed.map(({ companyId }) => companyId));
    const exports = await outcomes(again, "export_odoo");
    expect(exports.filter(({ outcome }) => outcome === "error")).to.deep.equal([]);
    expect(exports.find(({ outcome }) => outcome === "success")?.count).to.be.greaterThan(0);
    expect((await statuses(again))["qa_sample"]).to.equal("skipped");
  });

  it("does one stage again and nothing else", async () => {
    const before = vendorCalls().length;
    const { runId: again } = await night.start({ rerun: { runId: resumed, stages: ["crawl"] }, cap: 10 });
    await night.ended(again);
    const stages = await statuses(again);
    const ran = Object.keys(stages).filter((stage) => stages[stage] !== "skipped");
    expect(ran).to.have.members(["crawl"]);
    expect(vendorCalls()).to.have.length(before);
    const [row] = await night.rows<{ count: number }>(
      "select count(*)::int as count from company_enrichment_runs where run_id = $1 and stage = 'select_targets'",
      [again],
    );
    expect(row?.count).to.equal(10);
  });

  it("estimates from the last runs once there are some", async () => {
    const plan = await dryRun(dependencies(), { tenantId: TENANT, trigger: "cli", cap: 12 });
    expect(plan.estimates.find(({ vendor }) => vendor === "tavily")?.basis).to.equal("history");
    const preview = plan.companies.first;
    const { runId } = await night.start({ cap: 12, only: ["score"] });
    await night.ended(runId);
    const selected = await night.rows<{ name: string }>(
      "select name from company_enrichment_runs join companies using (company_id) where run_id = $1 and stage = 'select_targets' order by ordinal limit 10",
      [runId],
    );
    expect(selected.map(({ name }) => name)).to.deep.equal(preview);
  });

  it("says of an export alone which leads it would hand over", async () => {
    const request = { tenantId: TENANT, trigger: "cli", only: ["export_odoo"], cap: 9 } as const;
    const plan = await dryRun(dependencies(), request);
    const { runId } = await night.start(request);
    await night.ended(runId);
    const selected = await night.rows<{ name: string }>(
      "select name from company_enrichment_runs join companies using (company_id) where run_id = $1 and stage = 'select_targets' order by ordinal",
      [runId],
    );
    expect(plan.companies.first).to.have.length(9);
    expect(plan.companies.first).to.deep.equal(selected.map(({ name }) => name));
    const [leads] = await night.rows<{ count: number }>(
      "select count(*)::int as count from lead_scores where score >= $1",
      [night.environment.exportMinScore],
    );
    expect(plan.companies).to.include({ count: 9, candidates: leads?.count });
  });

  it("counts on the companies of the right industry where fewer fit than are expected", async () => {
    await night.rows(
      "update icp_rules set countries = '{ZZ}', industries = (select array_agg(distinct lower(industry)) from companies)",
    );
    await night.rows("update tenant_policies set policy = policy || '{\"candidateFloor\": 7}'");
    const { companies } = await dryRun(dependencies(), { tenantId: TENANT, trigger: "cli", cap: 12 });
    expect(companies).to.include({ count: 7, added: 7, candidates: 0 });
    const { runId } = await night.start({ cap: 12, only: ["score"] });
    await night.ended(runId);
    const selected = await night.rows<{ name: string }>(
      "select name from company_enrichment_runs join companies using (company_id) where run_id = $1 and stage = 'select_targets' order by ordinal",
      [runId],
    );
    expect(companies.first).to.deep.equal(selected.map(({ name }) => name));
    expect(companies.first).to.have.length(7);
    await night.rows("update tenant_policies set policy = policy || '{\"candidateFloor\": 0}'");
    const empty = await dryRun(dependencies(), { tenantId: TENANT, trigger: "cli" });
    expect(empty.companies.count).to.equal(0);
    expect(empty.failure).to.include("no company fits");
    await night.rows("update icp_rules set countries = null, industries = null");
    expect((await dryRun(dependencies(), { tenantId: TENANT, trigger: "cli" })).failure).to.equal(null);
  });

  it("refuses to resume what succeeded, and to run beside a run", async () => {
    const { runId } = await night.start({ cap: 1, only: ["score"] });
    expect(await rejection(night.start())).to.be.instanceOf(ConflictError);
    expect((await night.ended(runId)).run.status).to.equal("succeeded");
    expect(await rejection(night.start({ resume: runId }))).to.be.instanceOf(ConflictError);
  });

  it("stops at the next company when its tenant is deactivated, and throws away nothing that is paid for", async () => {
    night.town.setFault({ vendor: "openai", mode: "slow", delayMs: 3_000 });
    // Texts that are known are not extracted again.
    await night.rows("delete from lead_features");
    const { runId } = await night.start({ cap: 18, companyConcurrency: 2, only: ["crawl", "extract"] });
    await waitUntil(async () => {
      const [row] = await night.rows<{ calls: number }>(
        "select count(*)::int as calls from vendor_ledger where run_id = $1 and vendor = 'openai' and state = 'reserved'",
        [runId],
      );
      return (row?.calls ?? 0) >= 2;
    }, "two companies to be in progress");
    await night.rows("update tenants set active = false");
    await cancelRun({ ...dependencies(), keepCorpora: false }, { tenantId: TENANT, runId, actor: "test" });
    await waitUntil(
      async () => (await night.database.withService((transaction) => countJobs(transaction, runId))) === 0,
      "its jobs to be gone",
    );
    night.town.clearFaults();
    const readLedger = () =>
      night.rows<{ state: string; count: number }>(
        "select state, count(*)::int as count from vendor_ledger where run_id = $1 and vendor = 'openai' group by state",
        [runId],
      );
    /** Companies with an outcome, whatever their code. */
    const countStored = async () =>
      (await outcomes(runId, "extract"))
        .filter(({ outcome }) => outcome !== "skipped")
        .reduce((sum, { count }) => sum + count, 0);
    // A cancelled run's jobs are gone before the companies in progress are done.
    await waitUntil(async () => {
      const [paid] = await readLedger();
      return paid !== undefined && paid.count === (await countStored());
    }, "what was paid for to be stored");
    const stored = await countStored();
    expect(await readLedger()).to.deep.equal([{ state: "charged", count: stored }]);
    expect(stored).to.be.within(2, 4);
    await night.rows("update tenants set active = true");
  });
});
