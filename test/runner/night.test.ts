import { expect } from "chai";
import { STAGES } from "../../src/entities/stage-table.ts";
import { RUN_STATUSES, STAGE_STATUSES } from "../../src/entities/vocabulary.ts";
import { createPriceCharge } from "../../src/observability/costs/price-charge.ts";
import type { RunRecord } from "../../src/observability/reads/run-read-store.ts";
import { nextStep } from "../../src/runner/engine/next-step.ts";
import type { RunRow } from "../../src/runner/record/run-row.ts";
import { PIPELINE } from "../../src/runner/stages/pipeline.ts";
import { type Night, prepareNight } from "../support/night.ts";
import { chooseCompanies } from "./choose-companies.ts";
import { stageOf } from "./stage-of.ts";

/** 24 companies: 18 sites that can be read, one that keeps robots out, four that fail, and one company without a site. */
const COMPANIES = [
  ...chooseCompanies([
    ["good", "strong", 13],
    ["good", "medium", 4],
    ["redirecting", "strong", 1],
    ["robots-blocked", "medium", 1],
    ["refused", "strong", 1],
    ["server-error", "medium", 1],
    ["not-found", "weak", 1],
    ["script-only", "weak", 1],
  ]),
  ...chooseCompanies([["good", "weak", 1]]).map((company) => ({ ...company, website: "" })),
];
/** The one whose text the language model never gets to read. */
const UNLUCKY = COMPANIES[0]?.name ?? "";

describe("a night", function () {
  this.timeout(60_000);
  let night: Night;
  let run: RunRow;
  let record: RunRecord;

  before(async () => {
    night = await prepareNight({ companies: COMPANIES });
    night.town.setFault({ vendor: "openai", mode: "5xx", match: `Company: ${UNLUCKY}` });
    await night.startRunner();
    run = await night.start();
    record = await night.ended(run.runId);
  });
  after(() => night.close());

  it("goes through all ten stages in their order, and ends as the truth table says", () => {
    expect(record.stages.map(({ stage, status }) => [stage, status])).to.deep.equal(
      STAGES.map((stage) => [stage, "succeeded"]),
    );
    expect(record.run).to.include({
      status: "succeeded",
      statusReason: "all stages succeeded",
      runDate: run.runDate,
    });
    const begun = record.stages.map(({ startedAt }) => startedAt?.getTime() ?? 0);
    const ended = record.stages.map(({ endedAt }) => endedAt?.getTime() ?? 0);
    for (const [index, at] of begun.entries()) {
      expect(at).to.be.at.least(ended[index - 1] ?? run.startedAt.getTime());
      expect(ended[index]).to.be.at.least(at);
    }
    const step = nextStep(
      PIPELINE.map(({ stage, critical }) => {
        const { status, statusReason: reason } = stageOf(record, stage);
        return { stage, critical, isNamed: false, status, reason };
      }),
    );
    expect(step).to.deep.equal({ step: "end", status: record.run.status, reason: record.run.statusReason });
  });

  it("selects every company once, and works on each in every stage that works by company", async () => {
    const rows = await night.rows<{ stage: string; count: number; distinct: number }>(
      `select stage, count(*)::int, count(distinct company_id)::int as distinct from company_enrichment_runs
       where run_id = $1 group by stage order by stage`,
      [run.runId],
    );
    const byCompany = PIPELINE.filter(({ work }) => work.unit === "company").map(({ stage }) => stage);
    expect(rows).to.deep.equal(
      [...byCompany, "select_targets"].sort().map((stage) => ({ stage, count: 24, distinct: 24 })),
    );
  });

  it("has totals that equal the companies' outcomes, and the events", async () => {
    const fared = await night.rows<{ stage: string; outcome: string; count: number }>(
      "select stage, outcome, count(*)::int from company_enrichment_runs where run_id = $1 group by 1, 2",
      [run.runId],
    );
    const told = await night.rows<{ stage: string; outcome: string; count: number }>(
      `select stage, status as outcome, count(*)::int from run_event_logs
       where run_id = $1 and event = 'item_finished' group by 1, 2`,
      [run.runId],
    );
    for (const { stage, work } of PIPELINE) {
      const stat = stageOf(record, stage);
      const totals = {
        success: stat.countSuccess,
        error: stat.countError,
        blocked: stat.countBlocked,
        skipped: stat.countSkipped,
      };
      for (const [outcome, total] of Object.entries(totals)) {
        const of = (rows: typeof fared) =>
          rows.find((row) => row.stage === stage && row.outcome === outcome)?.count ?? 0;
        expect(of(told), `events of ${stage} ${outcome}`).to.equal(total);
        if (work.unit === "company") expect(of(fared), `companies of ${stage} ${outcome}`).to.equal(total);
      }
      expect(stat.countTotal).to.equal(totals.success + totals.error + totals.blocked);
    }
    expect(stageOf(record, "crawl")).to.include({
      countSuccess: 18,
      countError: 4,
      countBlocked: 1,
      countSkipped: 1,
    });
  });

  it("continues with the others when one company fails, and with that company too", async () => {
    expect(stageOf(record, "extract")).to.include({ countError: 1 });
    const [failed] = await night.rows<{ code: string; name: string; companyId: string }>(
      `select e.code, c.name, c.company_id as "companyId" from company_enrichment_runs e join companies c using (tenant_id, company_id)
       where run_id = $1 and stage = 'extract' and outcome = 'error'`,
      [run.runId],
    );
    expect(failed).to.include({ name: UNLUCKY, code: "openai_server" });
    const scored = await night.rows("select 1 from lead_scores where company_id = $1", [failed?.companyId]);
    expect(scored).to.have.length(1);
  });

  it("made as many calls of vendors as the town answered, and paid what the town charged", () => {
    const price = createPriceCharge();
    const { totals } = night.town.ledger();
    const calls = night.town.calls();
    let sum = 0n;
    for (const vendor of ["tavily", "lusha", "zerobounce", "openai"] as const) {
      const usage = record.vendors.find((row) => row.vendor === vendor);
      const answered = calls.filter((call) => call.vendor === vendor);
      expect(usage?.calls, vendor).to.equal(answered.length).and.to.be.greaterThan(0);
      expect(usage?.errors, vendor).to.equal(answered.filter(({ status }) => status !== 200).length);
      const units = totals[vendor] ?? {};
      const charge =
        vendor === "openai"
          ? ({
              unit: "token",
              model: night.environment.OPENAI_MODEL,
              inputTokens: units["input_tokens"] ?? 0,
              cachedInputTokens: units["cached_input_tokens"] ?? 0,
              outputTokens: units["output_tokens"] ?? 0,
            } as const)
          : ({ unit: "credit", quantity: units["credits"] ?? 0 } as const);
      const expected = price(vendor, charge, run.startedAt).nanoUsd ?? 0n;
      const paid = usage?.costNanoUsd ?? 0n;
      // Tokens are priced a call, each rounded to a nano-dollar.
      const tolerance = vendor === "openai" ? BigInt(answered.length) : 0n;
      const difference = paid > expected ? paid - expected : expected - paid;
      expect(
        difference <= tolerance && expected > 0n,
        `${vendor}: paid ${paid}, charged ${expected}`,
      ).to.equal(true);
      sum += paid;
    }
    expect(record.vendors.map(({ vendor }) => vendor)).to.deep.equal([
      "lusha",
      "odoo",
      "openai",
      "tavily",
      "zerobounce",
    ]);
    expect(record.run.costNanoUsd).to.equal(sum);
    expect(record.stages.reduce((total, { costNanoUsd }) => total + costNanoUsd, 0n)).to.equal(sum);
    const openai = record.vendors.find(({ vendor }) => vendor === "openai");
    expect(openai).to.include({
      tokensInput: totals.openai?.["input_tokens"],
      tokensOutput: totals.openai?.["output_tokens"],
      unpricedCalls: 0,
    });
  });

  it("hands over to Odoo what is good enough, each lead once", async () => {
    const exported = await night.rows<{ companyId: string }>(
      `select company_id as "companyId" from lead_scores where exported_at is not null and score >= 45`,
    );
    const leads = night.town.odooRecords("acme", "crm.lead");
    expect(leads.length).to.equal(exported.length).and.to.be.greaterThan(10);
    expect(stageOf(record, "export_odoo").countSuccess).to.equal(leads.length);
  });

  it("draws ten High companies for people to judge, with the machine's checks", async () => {
    const [row] = await night.rows<{ count: number; high: number; checked: number }>(
      `select count(*)::int, count(*) filter (where s.bucket = 'High')::int as high,
         count(*) filter (where checks <> '{}')::int as checked
       from qa_samples q join lead_scores s using (tenant_id, company_id) where q.run_id = $1`,
      [run.runId],
    );
    expect(row).to.deep.equal({ count: 10, high: 10, checked: 10 });
  });

  it("removes the texts it gathered, and keeps their hashes", async () => {
    const corpora = await night.rows<{ body: string | null; hash: string }>(
      "select body, content_hash as hash from corpora where run_id = $1",
      [run.runId],
    );
    expect(corpora.length).to.be.greaterThan(18);
    for (const { body, hash } of corpora) {
      expect(body).to.equal(null);
      expect(hash).to.match(/^[0-9a-f]{64}$/);
    }
  });

  it("leaves no metric unmeasured", () => {
    expect(record.metrics.length).to.be.greaterThan(20);
    expect(record.metrics.filter(({ value }) => value === null).map(({ name }) => name)).to.deep.equal([]);
    const value = (name: string) => record.metrics.find((metric) => metric.name === name)?.value;
    expect(value("candidates_pre_filter")).to.equal(24);
    expect(value("candidates_selected")).to.equal(24);
    expect(value("crawl_success_rate")).to.be.closeTo(18 / 23, 1e-9);
    expect(value("shortlist_delivered")).to.equal(stageOf(record, "export_odoo").countSuccess);
    expect(
      (value("bucket_share_high") ?? 0) +
        (value("bucket_share_medium") ?? 0) +
        (value("bucket_share_low") ?? 0),
    ).to.be.closeTo(1, 1e-9);
  });

  it("has percentiles for every stage that attempted something", () => {
    for (const { stage, countSuccess, countError, p50Ms, p95Ms, p99Ms } of record.stages) {
      expect(p50Ms !== null, stage).to.equal(countSuccess + countError > 0);
      expect(p50Ms ?? 0, stage).to.be.at.most(p95Ms ?? 0);
      expect(p95Ms ?? 0, stage).to.be.at.most(p99Ms ?? 0);
    }
  });

  it("carries the run's trace in every call of a vendor, every event and every line about it", async () => {
    const calls = night.town.calls();
    const own = calls.filter(({ vendor }) => vendor !== "sites");
    expect(own.length).to.be.greaterThan(100);
    for (const { vendor, operation, traceparent } of own)
      expect(traceparent, `${vendor} ${operation}`).to.match(
        new RegExp(`^00-${run.traceId}-[0-9a-f]{16}-01$`),
      );
    // Other people's servers are not told.
    for (const { vendor, traceparent } of calls) if (vendor === "sites") expect(traceparent).to.equal(null);
    const traces = await night.rows("select distinct trace_id from run_event_logs where run_id = $1", [
      run.runId,
    ]);
    expect(traces).to.deep.equal([{ trace_id: run.traceId }]);
    const about = night.log.filter((line) => line.includes(run.runId) && line.includes("obs."));
    expect(about.length).to.be.greaterThan(20);
    for (const line of about) expect(line).to.include(run.traceId);
  });

  it("writes no e-mail address, key or prompt into events, log or messages", async () => {
    await night.until("select not exists (select from job_outbox)");
    const addresses = await night.rows<{ email: string }>("select email from lead_emails");
    expect(addresses.length).to.be.greaterThan(20);
    const { settings, odooApiKey } = night.town;
    const keys = Object.entries(settings).flatMap(([name, value]) => (name.endsWith("_KEY") ? [value] : []));
    const needles = [
      ...addresses.map(({ email }) => email),
      ...keys,
      odooApiKey,
      "You read texts about one company",
      ...COMPANIES.map(({ name }) => `Company: ${name}`),
    ];
    const events = await night.rows<{ text: string }>(
      "select row_to_json(e)::text as text from run_event_logs e",
    );
    const alerts = await night.rows<{ text: string }>(
      "select row_to_json(n)::text as text from alert_notifications n",
    );
    const rationales = await night.rows<{ text: string }>("select rationale as text from lead_scores");
    expect(events.length).to.be.greaterThan(200);
    const haystack = [...events, ...alerts, ...rationales]
      .map(({ text }) => text)
      .concat(night.log)
      .join("\n")
      .toLowerCase();
    for (const needle of needles) expect(haystack.includes(needle.toLowerCase()), needle).to.equal(false);
  });

  it("redacted nothing where there was nothing secret", async () => {
    const events = await night.rows<{ text: string }>(
      "select row_to_json(e)::text as text from run_event_logs e",
    );
    const lines = [...events.map(({ text }) => text), ...night.log];
    expect(lines.length).to.be.greaterThan(200);
    expect(lines.filter((line) => line.includes("[redacted]"))).to.deep.equal([]);
  });

  it("put nothing but ids, stages and places into the queue", async () => {
    const jobs = await night.database.withService((transaction) =>
      transaction.query<{ data: Record<string, unknown> }[]>(
        // Alerts that the run raised have jobs of their own, once it has been judged.
        "select data from pgboss.job where name <> 'diagnose' and data is not null",
      ),
    );
    expect(jobs.length).to.be.greaterThan(15);
    for (const { data } of jobs) {
      for (const [name, value] of Object.entries(data)) {
        if (name === "tenantId") expect(value).to.equal("acme");
        else if (name === "runId") expect(value).to.equal(run.runId);
        else if (name === "traceId") expect(value).to.equal(run.traceId);
        else if (name === "stage") expect(value).to.be.oneOf([...STAGES]);
        else expect([name, typeof value]).to.deep.equal([name === "from" ? "from" : "to", "number"]);
      }
    }
  });

  it("uses only the words there are for states", () => {
    expect(RUN_STATUSES).to.include(record.run.status);
    for (const { status } of record.stages) expect(STAGE_STATUSES).to.include(status);
  });
});
