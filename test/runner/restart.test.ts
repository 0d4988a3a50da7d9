import { expect } from "chai";
import { type Night, prepareNight } from "../support/night.ts";
import { chooseCompanies } from "./choose-companies.ts";
import { stageOf } from "./stage-of.ts";

const COMPANIES = chooseCompanies([
  ["good", "strong", 10],
  ["good", "medium", 6],
]);

describe("a runner that stops in the middle of a run", function () {
  this.timeout(60_000);
  let night: Night;
  beforeEach(async () => {
    night = await prepareNight({ companies: COMPANIES });
  });
  afterEach(() => night.close());

  /** Which company was done in which stage, and at which moment. */
  const done = () =>
    night.rows<{ key: string; at: Date }>(
      "select stage || ' ' || company_id as key, finished_at as at from company_enrichment_runs order by 1",
    );

  it("hands the run over: another finishes it, and nothing is done twice", async () => {
    night.town.setFault({ vendor: "openai", mode: "slow", delayMs: 150 });
    const first = await night.startRunner({ SCHED_COMPANY_CONCURRENCY: "2" });
    const { runId, traceId } = await night.start();
    await night.until("(select count(*) from company_enrichment_runs where stage = 'extract') >= 3");
    await first.stop();
    const [state] = await night.rows<{ status: string }>("select status from enrichment_runs");
    expect(state?.status).to.equal("running");
    const before = await done();
    night.town.clearFaults();

    await night.startRunner();
    const record = await night.ended(runId);
    expect(record.run.status).to.equal("succeeded");
    for (const stage of [
      "crawl",
      "tavily",
      "extract",
      "lusha",
      "zerobounce",
      "score",
      "export_odoo",
    ] as const) {
      const { countSuccess, countSkipped, countError } = stageOf(record, stage);
      expect([stage, countSuccess + countSkipped + countError, countError]).to.deep.equal([stage, 16, 0]);
    }
    const after = new Map((await done()).map(({ key, at }) => [key, at.getTime()]));
    for (const { key, at } of before) expect(after.get(key), key).to.equal(at.getTime());
    // Each text was read, each lead created once.
    const reads = night.town.calls().filter(({ vendor }) => vendor === "openai");
    expect(reads).to.have.length(16);
    expect(new Set(reads.map(({ bodyDigest }) => bodyDigest)).size).to.equal(16);
    for (const { traceparent } of reads) expect(traceparent).to.include(traceId);
    const leads = night.town.odooRecords("acme", "crm.lead");
    expect(leads.length).to.equal(stageOf(record, "export_odoo").countSuccess);
    expect(record.vendors.find(({ vendor }) => vendor === "openai")?.calls).to.equal(16);
  });

  it("may stop at any stage, as often as it likes", async () => {
    const { runId } = await night.start();
    for (const stage of ["select_targets", "crawl", "lusha", "score"]) {
      const runner = await night.startRunner();
      await night.until("exists (select from run_stage_stats where stage = $1 and status <> 'pending')", [
        stage,
      ]);
      await runner.stop();
    }
    await night.startRunner();
    const record = await night.ended(runId);
    expect(record.run).to.include({ status: "succeeded" });
    expect(night.town.calls().filter(({ vendor }) => vendor === "openai")).to.have.length(16);
    const [row] = await night.rows<{ count: number; keys: number }>(
      "select count(*)::int, count(distinct (stage, company_id))::int as keys from run_event_logs where event = 'item_finished'",
    );
    expect(row?.count).to.equal(row?.keys);
  });

  it("shares a run with another one, and each company is done by one of them", async () => {
    await Promise.all([night.startRunner(), night.startRunner()]);
    const { runId } = await night.start();
    const record = await night.ended(runId);
    expect(record.run.status).to.equal("succeeded");
    const reads = night.town.calls().filter(({ vendor }) => vendor === "openai");
    expect(reads).to.have.length(16);
    expect(record.vendors.find(({ vendor }) => vendor === "openai")?.calls).to.equal(16);
    expect(record.stages.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0n)).to.equal(
      record.run.costNanoUsd,
    );
  });
});
