import { once } from "node:events";
import { createServer } from "node:http";
import { expect } from "chai";
import { createSecrets } from "../../src/database/create-secrets.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "../../src/errors.ts";
import { type Night, prepareNight } from "../support/night.ts";
import { chooseCompanies } from "./choose-companies.ts";
import { stageOf } from "./stage-of.ts";

const FEW = chooseCompanies([
  ["good", "strong", 5],
  ["good", "medium", 3],
]);
/** Their sites give no addresses, so that contacts are looked up. */
const UNREADABLE = chooseCompanies([
  ["refused", "strong", 1],
  ["server-error", "medium", 1],
  ["robots-blocked", "medium", 1],
]);
/** One drips for as long as it is listened to, the other has a page without an end. */
const ENDLESS = chooseCompanies([
  ["tarpit", "weak", 1],
  ["huge", "medium", 1],
]);
const WITHOUT_KEYS = {
  TAVILY_API_KEY: "",
  LUSHA_API_KEY: "",
  ZEROBOUNCE_API_KEY: "",
  OPENAI_API_KEY: "",
};

describe("a night in which something is wrong", function () {
  this.timeout(60_000);
  let night: Night;
  afterEach(() => night.close());

  it("does without vendors whose keys are missing, and says which and why", async () => {
    night = await prepareNight({ companies: FEW, hasOdoo: false });
    await night.startRunner(WITHOUT_KEYS);
    const { runId } = await night.start();
    const record = await night.ended(runId);
    for (const [stage, reason] of [
      ["tavily", "TAVILY_API_KEY is not set"],
      ["extract", "OPENAI_API_KEY is not set"],
      ["lusha", "LUSHA_API_KEY is not set"],
      ["zerobounce", "ZEROBOUNCE_API_KEY is not set"],
      ["export_odoo", "the tenant has no active Odoo connection"],
    ] as const)
      expect(stageOf(record, stage)).to.include({ status: "skipped", statusReason: reason, countTotal: 0 });
    expect(record.run.status).to.equal("succeeded");
    expect(record.vendors).to.deep.equal([]);
    expect(night.town.calls().filter(({ vendor }) => vendor !== "sites")).to.deep.equal([]);
    expect(stageOf(record, "score").countSuccess).to.equal(FEW.length);
    const said = night.log.filter((line) => line.includes("vendor_without_key"));
    expect(said).to.have.length(4);
  });

  it("is degraded when Odoo is down, with the leads kept and not exported", async () => {
    night = await prepareNight({ companies: FEW });
    night.town.setFault({ vendor: "odoo", mode: "5xx" });
    await night.startRunner();
    const { runId } = await night.start();
    const record = await night.ended(runId);
    expect(record.run).to.include({ status: "degraded", statusReason: "failed: export_odoo" });
    const odoo = stageOf(record, "export_odoo");
    expect(odoo.status).to.equal("failed");
    expect(odoo.countSuccess).to.equal(0);
    expect(stageOf(record, "qa_sample").status).to.equal("succeeded");
    const [scores] = await night.rows(
      "select count(*)::int, count(exported_at)::int as exported from lead_scores",
    );
    expect(scores).to.deep.equal({ count: FEW.length, exported: 0 });
    expect(night.town.odooRecords("acme", "crm.lead")).to.deep.equal([]);
  });

  it("is degraded when the stored Odoo key cannot be read any more, not stuck", async () => {
    night = await prepareNight({ companies: FEW });
    await night.rows("update odoo_connections set api_key_sealed = $1", [
      createSecrets("77".repeat(32)).seal("x"),
    ]);
    await night.startRunner();
    const { runId } = await night.start();
    const record = await night.ended(runId);
    expect(record.run).to.include({ status: "degraded", statusReason: "failed: export_odoo" });
    const codes = await night.rows(
      "select distinct code from company_enrichment_runs where stage = 'export_odoo' and outcome = 'error'",
    );
    expect(codes).to.deep.equal([{ code: "configuration" }]);
  });

  // In two nights, since nobody is asked for people of whom nothing was read.
  for (const answering of [
    ["openai", "tavily"],
    ["lusha", "odoo", "zerobounce"],
  ] as const)
    it(`goes on when ${answering.join(", ")} answer with a web page and sites never end`, async () => {
      const maintenance = createServer((_request, response) => {
        response.setHeader("content-type", "text/html; charset=utf-8");
        response.end("<!doctype html><title>Sorry</title><h1>We are down for maintenance</h1>");
      });
      await once(maintenance.listen(0, "127.0.0.1"), "listening");
      const address = maintenance.address();
      const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
      try {
        night = await prepareNight({
          companies: [...FEW, ...UNREADABLE, ...ENDLESS],
          policy: { exportMinScore: 0 },
        });
        if (answering[1] === "odoo") await night.rows("update odoo_connections set base_url = $1", [url]);
        const settings: Record<string, string> = { CRAWLER_TIMEOUT_S: "1" };
        for (const vendor of answering) settings[`${vendor.toUpperCase()}_BASE_URL`] = url;
        await night.startRunner(settings);
        const { runId } = await night.start();
        const record = await night.ended(runId);
        expect(record.run.status).to.equal("degraded");
        expect(stageOf(record, "score").countError).to.equal(0);
        const codes = await night.rows<{ code: string }>(
          "select distinct code from company_enrichment_runs where outcome = 'error' order by code",
        );
        const ofSites = ["http_5xx", "refused", "timeout"];
        expect(codes.map(({ code }) => code)).to.have.members([
          ...ofSites,
          ...answering.map((vendor) => `${vendor}_malformed`),
        ]);
        for (const line of night.log) expect(line).not.to.include("down for maintenance");
      } finally {
        maintenance.close();
      }
    });

  it("fails when no company fits, and never looks green", async () => {
    night = await prepareNight({ companies: [] });
    await night.startRunner();
    const { runId } = await night.start();
    const record = await night.ended(runId);
    expect(record.run.status).to.equal("failed");
    expect(record.run.statusReason).to.include("select_targets failed").and.include("import companies");
    const selection = stageOf(record, "select_targets");
    expect(selection.status).to.equal("failed");
    expect(selection.statusReason).to.include("import companies, or widen the rules");
    for (const stage of ["crawl", "score", "qa_sample"] as const)
      expect(stageOf(record, stage)).to.include({
        status: "skipped",
        statusReason: "the run ended before it",
      });
    const [event] = await night.rows<{ message: string }>(
      `select error_msg as message from run_event_logs where stage = 'select_targets' and event = 'item_finished'`,
    );
    expect(event?.message).to.include("import companies, or widen the rules");
    expect(night.town.calls()).to.deep.equal([]);
  });

  it("ends with the companies it selected when the job that selected them comes again", async () => {
    night = await prepareNight({ companies: FEW, policy: { candidateFloor: FEW.length + 5 } });
    const industries = [...new Set(FEW.map(({ industry }) => industry.toLowerCase()))];
    await night.rows("update icp_rules set industries = $1, countries = '{ZZ}'", [industries]);
    night.town.setFault({ vendor: "sites", mode: "slow", delayMs: 1_000 });
    await night.startRunner();
    const { runId } = await night.start();
    await night.until(
      "select status = 'running' from run_stage_stats where run_id = $1 and stage = 'crawl'",
      [runId],
    );
    // A runner that dies right after the stage has ended leaves its job to the next, which may find more companies by then.
    await night.rows(
      `insert into companies (tenant_id, natural_key, name, industry, country)
       values ('acme', 'late', 'Imported Meanwhile', $1, 'SG')`,
      [FEW[0]?.industry],
    );
    await night.rows(
      `insert into job_outbox (tenant_id, queue, payload)
       values ('acme', 'stage', jsonb_build_object('tenantId', 'acme', 'runId', $1::text, 'stage', 'select_targets'))`,
      [runId],
    );
    const record = await night.ended(runId);
    expect(record.run.status).to.be.oneOf(["succeeded", "degraded"]);
    expect(stageOf(record, "score").countSuccess).to.equal(FEW.length);
    const selections = await night.rows("select from run_event_logs where event = 'targets_selected'");
    expect(selections).to.have.length(1);
  });

  it("has a stage's companies worked on once when the job that planned it comes again", async () => {
    night = await prepareNight({ companies: FEW });
    night.town.setFault({ vendor: "sites", mode: "slow", delayMs: 300 });
    await night.startRunner();
    const { runId } = await night.start();
    await night.until(
      "select planned_at is not null from run_stage_stats where run_id = $1 and stage = 'crawl'",
      [runId],
    );
    await night.rows(
      `insert into job_outbox (tenant_id, queue, payload)
       values ('acme', 'stage', jsonb_build_object('tenantId', 'acme', 'runId', $1::text, 'stage', 'crawl'))`,
      [runId],
    );
    await night.ended(runId);
    const read = night.town
      .calls()
      .filter(({ vendor }) => vendor === "sites")
      .map(({ host, path }) => `${host}${path}`);
    expect(read.length).to.be.at.least(2 * FEW.length);
    expect(new Set(read).size).to.equal(read.length);
  });

  it("is degraded by a vendor's used-up quota, and names what was left out", async () => {
    night = await prepareNight({ companies: [...FEW, ...UNREADABLE] });
    night.town.setFault({ vendor: "lusha", mode: "quota", after: 1 });
    await night.startRunner({ SCHED_COMPANY_CONCURRENCY: "1" });
    const { runId } = await night.start();
    const record = await night.ended(runId);
    expect(record.run).to.include({ status: "degraded", statusReason: "degraded: lusha" });
    expect(stageOf(record, "lusha")).to.include({ status: "degraded", countSuccess: 1, countError: 0 });
    expect(stageOf(record, "lusha").statusReason).to.include("left out for lack of budget, quota");
    expect(record.vendors.find(({ vendor }) => vendor === "lusha")).to.include({
      calls: 2,
      quotaExhausted: true,
    });
    // One was answered, one was refused; who was not asked for lack of quota counts nowhere.
    const metricOf = (wanted: string) => record.metrics.find(({ name }) => name === wanted);
    expect(metricOf("lusha_lookups")?.value).to.equal(2);
    expect(metricOf("lusha_success_rate")).to.include({ denominator: 2 });
  });

  it("stops at the budget, and says that work was left undone", async () => {
    night = await prepareNight({ companies: FEW });
    await night.startRunner();
    const { runId } = await night.start({}, { ZEROBOUNCE_MAX_VERIFICATIONS: "3" });
    const record = await night.ended(runId);
    const asked = night.town.calls().filter(({ vendor }) => vendor === "zerobounce");
    expect(asked).to.have.length(3);
    expect(stageOf(record, "zerobounce").status).to.equal("degraded");
    expect(stageOf(record, "zerobounce").statusReason).to.include("left out for lack of budget");
    expect(record.run.status).to.equal("degraded");
  });

  it("leaves out the stages it was asked to, and takes no more companies than it was asked to", async () => {
    night = await prepareNight({ companies: FEW });
    await night.startRunner();
    const { runId } = await night.start({ skip: ["lusha", "export_odoo"], cap: 3 });
    const record = await night.ended(runId);
    for (const stage of ["lusha", "export_odoo"] as const)
      expect(stageOf(record, stage)).to.include({
        status: "skipped",
        statusReason: "left out on request",
        countTotal: 0,
      });
    expect(night.town.calls().filter(({ vendor }) => vendor === "lusha" || vendor === "odoo")).to.deep.equal(
      [],
    );
    expect(stageOf(record, "score").countSuccess).to.equal(3);
    expect(record.run).to.deep.include({ status: "succeeded" });
    expect(record.run.manifest).to.deep.include({ skip: ["lusha", "export_odoo"], cap: 3 });
  });
});

describe("starting a run", function () {
  this.timeout(60_000);
  let night: Night;
  before(async () => {
    night = await prepareNight({ companies: FEW });
  });
  after(() => night.close());
  afterEach(() => night.rows("update enrichment_runs set status = 'cancelled' where status = 'running'"));

  const refusal = (request: Promise<unknown>): Promise<unknown> =>
    request.then(
      () => null,
      (error: unknown) => error,
    );
  const count = async () =>
    (await night.rows("select 1 from enrichment_runs where status = 'running'")).length;

  it("is refused while one is in progress, naming that one", async () => {
    const { runId } = await night.start();
    const error = await refusal(night.start());
    expect(error).to.be.instanceOf(ConflictError);
    expect(String(error)).to.include(runId);
    expect(await count()).to.equal(1);
  });

  it("is refused in the same words when another one begins at the same moment", async () => {
    let answer: Promise<unknown> = Promise.resolve();
    await night.database.withTenant("acme", async (transaction) => {
      await transaction.query(
        `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, manifest)
         values ('acme', gen_random_uuid(), 'running', 'slack', current_date, 'trace', now(), '{}')`,
      );
      answer = refusal(night.start());
      // It has looked, seen nothing, and waits for us to commit.
      await night.until("exists (select from pg_locks where not granted and locktype = 'transactionid')");
    });
    const error = await answer;
    expect(error).to.be.instanceOf(ConflictError);
    expect(String(error)).to.include("in progress");
    expect(await count()).to.equal(1);
  });

  it("is refused for a tenant that does not exist, saying which do", async () => {
    const error = await refusal(night.start({ tenantId: "nobody" }));
    expect(error).to.be.instanceOf(NotFoundError);
    expect(String(error)).to.include("acme");
  });

  it("is refused for an inactive tenant", async () => {
    await night.rows("update tenants set active = false");
    try {
      const error = await refusal(night.start());
      expect(error).to.be.instanceOf(InvalidInputError);
      expect(String(error)).to.include("inactive");
    } finally {
      await night.rows("update tenants set active = true");
    }
  });

  for (const cap of [0, -1, 1.5, Number.NaN])
    it(`is refused with a cap of ${cap}`, async () => {
      expect(await refusal(night.start({ cap }))).to.be.instanceOf(InvalidInputError);
    });

  it("is refused without its choice of companies, while something would work on them", async () => {
    const error = await refusal(night.start({ skip: ["select_targets"] }));
    expect(error).to.be.instanceOf(InvalidInputError);
    expect(String(error)).to.include("select_targets");
    expect(await count()).to.equal(0);
  });

  it("never takes more companies than the policy and the environment allow", async () => {
    const { manifest } = await night.start({ cap: 1_000_000 });
    expect(manifest.cap).to.equal(1_000);
  });

  it("belongs to the tenant's day, not to the server's", async () => {
    const run = await night.start({}, {}, () => new Date("2026-11-22T16:30:00Z"));
    expect(run.runDate).to.equal("2026-11-23");
  });
});
