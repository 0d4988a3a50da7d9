import { expect } from "chai";
import { listDegradations } from "../../src/observability/reads/run-degradation-store.ts";
import { type Night, prepareNight } from "../support/night.ts";
import { chooseCompanies } from "./choose-companies.ts";
import { stageOf } from "./stage-of.ts";

const FEW = chooseCompanies([
  ["good", "strong", 5],
  ["good", "medium", 3],
]);
/** Their sites give no addresses, so that contacts are looked up. */
const LOOKED_UP = chooseCompanies([
  ["good", "medium", 4],
  ["refused", "strong", 1],
  ["server-error", "medium", 1],
]);

describe("a night that does less rather than nothing", function () {
  this.timeout(60_000);
  let night: Night;
  afterEach(() => night.close());

  /** What the run noted, each with its event. */
  async function noted(runId: string): Promise<string[]> {
    const stored = await night.database.withTenant("acme", (transaction) =>
      listDegradations(transaction, runId),
    );
    const events = await night.rows<{ degradation: string }>(
      "select extra->>'degradation' as degradation from run_event_logs where run_id = $1 and event = 'degraded'",
      [runId],
    );
    const names = stored.map(({ degradation }) => degradation).sort();
    expect(events.map(({ degradation }) => degradation).sort()).to.deep.equal(names);
    for (const { reason } of stored) expect(reason).not.to.equal("");
    return names;
  }

  it("does nothing of the kind when all is well", async () => {
    night = await prepareNight({ companies: FEW });
    await night.startRunner();
    const { runId } = await night.start();
    await night.ended(runId);
    expect(await noted(runId)).to.deep.equal([]);
  });

  it("reads fewer pages of a site when there is no budget to have them all read", async () => {
    night = await prepareNight({ companies: FEW });
    await night.startRunner();
    const { runId } = await night.start({}, { OPENAI_DAILY_TOKENS_CAP: "39000" });
    await night.ended(runId);
    expect(await noted(runId)).to.include("fewer_pages");
    const pages = Map.groupBy(
      night.town.calls().filter(({ vendor, path }) => vendor === "sites" && path !== "/robots.txt"),
      ({ host }) => host,
    );
    expect(pages.size).to.be.greaterThan(0);
    for (const [host, calls] of pages) expect(calls.length, host).to.be.at.most(2);
    const [used] = await night.rows<{ used: number }>(
      "select used::int from budget_counters where resource = 'openai_tokens' and scope like 'day:%'",
    );
    const charged = night.town.ledger().totals.openai;
    expect(used?.used).to.equal((charged?.["input_tokens"] ?? 0) + (charged?.["output_tokens"] ?? 0));
    expect(used?.used).to.be.at.most(39_000);
  });

  it("has the fallback model read on, and less at once, when the first is rate limited", async () => {
    night = await prepareNight({ companies: FEW });
    night.town.setFault({ vendor: "openai", mode: "rate_limited", match: "gpt-5-mini", times: 12 });
    await night.startRunner({ SCHED_COMPANY_CONCURRENCY: "4" });
    const { runId } = await night.start({}, { OPENAI_FALLBACK_MODEL: "gpt-5-nano" });
    const record = await night.ended(runId);
    expect(await noted(runId)).to.deep.equal(["openai_fallback_model", "smaller_batches"]);
    // A company gives up after four attempts, so at most three of the first ones did.
    expect(stageOf(record, "extract").countSuccess).to.be.at.least(FEW.length - 3);
    const models = await night.rows<{ model: string; state: string; count: number }>(
      `select model, state, count(*)::int from vendor_ledger where vendor = 'openai' group by 1, 2 order by 1, 2`,
    );
    const [released, ...others] = models.filter(({ state }) => state === "released");
    expect(others).to.deep.equal([]);
    expect(released?.model).to.equal("gpt-5-mini");
    expect(released?.count).to.be.within(10, 12);
    const charged = models.filter(({ state }) => state === "charged").map(({ model }) => model);
    expect(charged.some((model) => model.startsWith("gpt-5-nano"))).to.equal(true);
  });

  it("searches the web only where the crawl found too little, and records why it did not", async () => {
    night = await prepareNight({ companies: LOOKED_UP });
    await night.startRunner();
    const { runId } = await night.start();
    await night.ended(runId);
    const outcomes = await night.rows<{ site: boolean; outcome: string; code: string | null; count: number }>(
      `select c.outcome = 'success' as site, t.outcome, t.code, count(*)::int
       from company_enrichment_runs t join company_enrichment_runs c using (tenant_id, run_id, company_id)
       where t.stage = 'tavily' and c.stage = 'crawl' group by 1, 2, 3 order by 1`,
    );
    expect(outcomes).to.deep.equal([
      { site: false, outcome: "success", code: null, count: 2 },
      { site: true, outcome: "skipped", code: "not_needed", count: 4 },
    ]);
    expect(night.town.calls().filter(({ vendor }) => vendor === "tavily")).to.have.length(2);
    expect(await noted(runId), "always so, hence no degradation").to.deep.equal([]);
  });

  it("lets contacts weigh less in the score when they cannot be looked up", async () => {
    night = await prepareNight({ companies: LOOKED_UP });
    await night.startRunner();
    const { runId } = await night.start({}, { LUSHA_MAX_CONTACT_LOOKUPS: "0" });
    const record = await night.ended(runId);
    expect(stageOf(record, "lusha")).to.include({ status: "degraded" });
    expect(await noted(runId)).to.deep.equal(["lusha_skipped"]);
    const rationales = await night.rows<{ rationale: string }>("select rationale from lead_scores");
    expect(rationales).to.have.length(LOOKED_UP.length);
    for (const { rationale } of rationales) expect(rationale).to.include("Reach counts less tonight");
  });

  it("verifies only the best address of a company when there is no budget for all", async () => {
    night = await prepareNight({ companies: FEW });
    await night.startRunner();
    const { runId } = await night.start({}, { ZEROBOUNCE_MAX_VERIFICATIONS: String(FEW.length) });
    const record = await night.ended(runId);
    expect(await noted(runId)).to.deep.equal(["best_address_only"]);
    const verified = await night.rows<{ count: number }>(
      "select count(verified_at)::int as count from lead_emails group by company_id",
    );
    expect(Math.max(...verified.map(({ count }) => count))).to.equal(1);
    expect(stageOf(record, "zerobounce").status).to.equal("succeeded");
  });

  it("makes up for companies that are missing with those of the right industry", async () => {
    night = await prepareNight({ companies: FEW, policy: { candidateFloor: 4 } });
    const industries = [...new Set(FEW.map(({ industry }) => industry.toLowerCase()))];
    await night.rows("update icp_rules set industries = $1, countries = '{ZZ}'", [industries]);
    await night.startRunner();
    const { runId } = await night.start();
    const record = await night.ended(runId);
    expect(record.run.status).to.be.oneOf(["succeeded", "degraded"]);
    expect(await noted(runId)).to.deep.equal(["industry_only_candidates"]);
    const chosen = await night.rows<{ ordinal: number; code: string }>(
      "select ordinal, code from company_enrichment_runs where run_id = $1 and stage = 'select_targets' order by ordinal",
      [runId],
    );
    expect(chosen).to.deep.equal([0, 1, 2, 3].map((ordinal) => ({ ordinal, code: "industry_only" })));
  });

  it("leaves out of Odoo what it does not take", async () => {
    night = await prepareNight({ companies: FEW, odooWithoutFields: ["website"] });
    await night.startRunner({ SCHED_COMPANY_CONCURRENCY: "1" });
    const { runId } = await night.start();
    const record = await night.ended(runId);
    expect(await noted(runId)).to.deep.equal(["odoo_essential_fields"]);
    const { countSuccess, countError } = stageOf(record, "export_odoo");
    expect(countError).to.equal(0);
    expect(countSuccess).to.be.greaterThan(0);
    expect(night.town.odooRecords("acme", "crm.lead")).to.have.length(countSuccess);
    const refused = night.town.calls().filter(({ vendor, status }) => vendor === "odoo" && status === 500);
    expect(refused, "asked once, and then known").to.have.length(1);
  });

  it("verifies in batches where that is asked for, and pays for a lost one once", async () => {
    night = await prepareNight({ companies: FEW });
    night.town.setFault({ vendor: "zerobounce", mode: "drop_after_write", match: "validatebatch", times: 1 });
    await night.startRunner({ ZEROBOUNCE_BATCH_SIZE: "4" });
    const { runId } = await night.start();
    await night.ended(runId);
    const batches = night.town.calls().filter(({ operation }) => operation === "validate_batch");
    expect(batches, "lost, and not sent again").to.have.length(1);
    const entries = await night.rows<{ state: string; quantity: number }>(
      "select state, quantity from vendor_ledger where operation = 'validate_batch'",
    );
    expect(entries).to.deep.equal([{ state: "charged", quantity: batches[0]?.charged["credits"] }]);
    const [totals] = await night.rows<{ quantity: number }>(
      "select sum(quantity)::float8 as quantity from vendor_ledger where vendor = 'zerobounce'",
    );
    expect(totals?.quantity).to.equal(night.town.ledger().totals.zerobounce?.["credits"]);
  });

  it("sends no batches beside the companies' own turn when the job that sent them comes again", async () => {
    night = await prepareNight({ companies: FEW });
    night.town.setFault({ vendor: "zerobounce", mode: "slow", delayMs: 300 });
    await night.startRunner({ ZEROBOUNCE_BATCH_SIZE: "1", SCHED_COMPANY_CONCURRENCY: "1" });
    const { runId } = await night.start();
    await night.until(
      "select planned_at is not null from run_stage_stats where run_id = $1 and stage = 'zerobounce'",
      [runId],
    );
    await night.rows(
      `insert into job_outbox (tenant_id, queue, payload)
       values ('acme', 'stage', jsonb_build_object('tenantId', 'acme', 'runId', $1::text, 'stage', 'zerobounce'))`,
      [runId],
    );
    await night.ended(runId);
    const operations = night.town.calls().map(({ operation }) => operation);
    expect(operations.filter((name) => name === "validate_batch")).to.have.length(5);
    expect(operations).to.include("validate");
  });

  it("verifies nothing twice after a batch that went well", async () => {
    night = await prepareNight({ companies: FEW });
    await night.startRunner({ ZEROBOUNCE_BATCH_SIZE: "200" });
    const { runId } = await night.start();
    await night.ended(runId);
    const calls = night.town.calls().filter(({ vendor }) => vendor === "zerobounce");
    expect(calls.map(({ operation }) => operation).filter((name) => name !== "get_credits")).to.deep.equal([
      "validate_batch",
    ]);
    const [left] = await night.rows<{ count: number }>(
      "select count(*)::int as count from lead_emails where verified_at is not null",
    );
    expect(left?.count).to.be.greaterThan(FEW.length);
  });
});
