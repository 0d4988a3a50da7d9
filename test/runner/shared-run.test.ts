import { expect } from "chai";
import { type ForkedRunner, forkRunner } from "../support/fork-runner.ts";
import { type Night, prepareNight } from "../support/night.ts";
import { waitUntil } from "../support/wait-until.ts";

const CONCURRENCY = 4;
const VENDORS = ["tavily", "lusha", "zerobounce", "openai"] as const;

describe("a run shared by several runner processes", function () {
  this.timeout(90_000);
  let night: Night;
  let runners: ForkedRunner[];

  before(async () => {
    night = await prepareNight({ SCHED_COMPANY_CONCURRENCY: String(CONCURRENCY) });
    runners = await Promise.all([forkRunner(night.settings), forkRunner(night.settings)]);
  });

  after(async () => {
    for (const runner of runners) await runner.kill();
    await night.close();
  });

  /** Calls as the vendor counted them, and as the run did. */
  async function compareCalls(runId: string, since: number) {
    const usage = new Map(
      (
        await night.rows<{ vendor: string; calls: number }>(
          "select vendor, calls::int from run_vendor_usage where run_id = $1",
          [runId],
        )
      ).map(({ vendor, calls }) => [vendor, calls]),
    );
    const calls = night.town.calls().slice(since);
    // Its calls have no body: what was learnt is counted instead.
    const [verified] = await night.rows<{ addresses: number }>(
      "select count(*)::int as addresses from email_verification_cache where checked_at >= (select started_at from enrichment_runs where run_id = $1)",
      [runId],
    );
    return VENDORS.map((vendor) => {
      const made = calls.filter((call) => call.vendor === vendor);
      const charged = made.filter((call) => Object.keys(call.charged).length > 0);
      const things =
        vendor === "zerobounce"
          ? (verified?.addresses ?? 0)
          : new Set(charged.map(({ bodyDigest }) => bodyDigest)).size;
      const twice = (vendor === "zerobounce" ? made.length : charged.length) - things;
      return { vendor, made: made.length, recorded: usage.get(vendor) ?? 0, twice };
    });
  }

  async function expectComplete(runId: string, targets: number) {
    const stages = await night.rows<{ stage: string; counted: number; rows: number }>(
      `select s.stage, (count_success + count_error + count_blocked + count_skipped)::int as counted,
         (select count(*)::int from company_enrichment_runs c where c.run_id = s.run_id and c.stage = s.stage) as rows
       from run_stage_stats s where s.run_id = $1 and stage in ('crawl', 'tavily', 'extract', 'lusha', 'zerobounce', 'score', 'export_odoo')`,
      [runId],
    );
    expect(stages).to.have.length(7);
    for (const { stage, counted, rows } of stages) {
      expect({ stage, counted, rows }).to.deep.equal({ stage, counted: targets, rows: targets });
    }
  }

  it("counts every call exactly once, also those cut off after the vendor did its work", async () => {
    night.town.setFault({ vendor: "lusha", mode: "drop_after_write", times: 2 });
    night.town.setFault({ vendor: "openai", mode: "drop_after_write", times: 2 });
    const runId = await night.start({ cap: 20 });
    expect(await night.ended(runId)).to.be.oneOf(["succeeded", "degraded"]);
    await expectComplete(runId, 20);
    for (const { vendor, made, recorded } of await compareCalls(runId, 0)) {
      expect({ vendor, recorded }).to.deep.equal({ vendor, recorded: made });
    }
  });

  it("goes on when one is killed: nothing is lost or done twice but what was in flight", async () => {
    night.town.clearFaults();
    for (const vendor of VENDORS) night.town.setFault({ vendor, mode: "slow", delayMs: 150 });
    const since = night.town.calls().length;
    const runId = await night.start({ cap: 40 });
    await waitUntil(
      () =>
        night.town
          .calls()
          .slice(since)
          .filter(({ vendor }) => vendor === "tavily").length >= 8,
      "the Tavily stage to be under way",
    );
    const [victim] = runners;
    await victim?.kill();
    const killedAt = Date.now();
    expect(await night.ended(runId, 60_000)).to.be.oneOf(["succeeded", "degraded"]);
    const [retaken] = await night.rows<{ startedOn: Date }>(
      `select max(started_on) as "startedOn" from pgboss.job where retry_count > 0 and data->>'runId' = $1`,
      [runId],
    );
    expect(Number(retaken?.startedOn) - killedAt).to.be.within(0, 30_000);
    await expectComplete(runId, 40);
    for (const { vendor, made, recorded, twice } of await compareCalls(runId, since)) {
      expect(made - recorded, `calls of ${vendor} that nobody recorded`).to.be.within(0, CONCURRENCY);
      expect(twice, `calls of ${vendor} that were charged twice`).to.be.within(0, CONCURRENCY);
    }
  });

  it("is handed back at once by a runner that is asked to stop", async () => {
    const since = night.town.calls().length;
    const leaving = await forkRunner(night.settings);
    const runId = await night.start({ cap: 30 });
    await waitUntil(
      () => night.town.calls().slice(since).filter(({ vendor }) => vendor === "openai").length >= 4,
      "the extraction to be under way",
    );
    expect(await leaving.stop()).to.equal(0);
    expect(await night.ended(runId, 30_000)).to.be.oneOf(["succeeded", "degraded"]);
    await expectComplete(runId, 30);
    const [again] = await night.rows<{ count: number }>(
      "select count(*)::int as count from pgboss.job where retry_count > 0 and data->>'runId' = $1",
      [runId],
    );
    expect(again?.count, "jobs that had to wait for a heartbeat or a retry").to.equal(0);
    for (const { vendor, made, recorded, twice } of await compareCalls(runId, since)) {
      expect({ vendor, recorded, twice }).to.deep.equal({ vendor, recorded: made, twice: 0 });
    }
  });

  it("gives a company up that brings every runner down, and goes on with the others", async () => {
    night.town.clearFaults();
    for (const runner of runners) await runner.kill();
    runners = [];
    await night.rows("delete from email_verification_cache");
    const runId = await night.start({ cap: 6, skip: ["tavily", "extract", "lusha"] });
    const [poison] = night.town.companies.filter(({ tenant, site }) => tenant === "acme" && site === "slow");
    void poison;
    for (let life = 0; life < 8 && (await night.status(runId)) === "running"; life += 1) {
      const since = night.town.calls().length;
      const runner = await forkRunner(night.settings);
      const isPoisoned = () =>
        night.town.calls().slice(since).some(({ vendor }) => vendor === "zerobounce");
      await waitUntil(
        async () => isPoisoned() || (await night.status(runId)) !== "running",
        "the poison, or the run's end",
        30_000,
      );
      await runner.kill();
      // As if the heartbeat had been missed: nobody waits ten seconds for each death.
      await night.rows(
        "update pgboss.job set heartbeat_on = now() - interval '1 minute' where state = 'active'",
      );
    }
  });
});
