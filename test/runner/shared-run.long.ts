import { expect } from "chai";
import { systemClock } from "../../src/clock.ts";
import { PAID_VENDORS } from "../../src/entities/vendor-table.ts";
import { listDeadLetters } from "../../src/observability/reads/dead-letter-read-store.ts";
import { dryRun } from "../../src/runner/planning/dry-run.ts";
import { type ForkedRunner, forkRunner } from "../support/fork-runner.ts";
import { type Night, prepareNight, TENANT } from "../support/night.ts";
import { waitUntil } from "../support/wait-until.ts";

const CONCURRENCY = 4;

describe("a run shared by several runner processes", function () {
  this.timeout(90_000);
  let night: Night;
  let runners: ForkedRunner[];

  before(async () => {
    night = await prepareNight({ settings: { SCHED_COMPANY_CONCURRENCY: String(CONCURRENCY) } });
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
    return PAID_VENDORS.map((vendor) => {
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

  /** As if nothing had been learnt yet, so that every vendor is asked again. */
  async function forgetCompanies() {
    for (const table of ["lead_features", "contacts", "lead_emails", "email_verification_cache"]) {
      await night.rows(`delete from ${table}`);
    }
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
    const { runId } = await night.start({ cap: 20 });
    expect((await night.ended(runId)).run.status).to.be.oneOf(["succeeded", "degraded"]);
    await expectComplete(runId, 20);
    for (const { vendor, made, recorded } of await compareCalls(runId, 0)) {
      expect({ vendor, recorded }).to.deep.equal({ vendor, recorded: made });
    }
  });

  it("goes on when one is killed: nothing is lost or done twice but what was in flight", async () => {
    night.town.clearFaults();
    for (const vendor of PAID_VENDORS) night.town.setFault({ vendor, mode: "slow", delayMs: 150 });
    await forgetCompanies();
    const since = night.town.calls().length;
    const { runId } = await night.start({ cap: 24 });
    await waitUntil(
      () =>
        night.town
          .calls()
          .slice(since)
          .filter(({ vendor }) => vendor === "openai").length >= 4,
      "the extraction to be in progress",
    );
    const [victim] = runners;
    await victim?.kill();
    const killedAt = Date.now();
    expect((await night.ended(runId, 60_000)).run.status).to.be.oneOf(["succeeded", "degraded"]);
    const [retaken] = await night.rows<{ startedOn: Date }>(
      `select max(started_on) as "startedOn" from pgboss.job where retry_count > 0 and data->>'runId' = $1`,
      [runId],
    );
    expect(Number(retaken?.startedOn) - killedAt).to.be.within(0, 30_000);
    await expectComplete(runId, 24);
    for (const { vendor, made, recorded, twice } of await compareCalls(runId, since)) {
      expect(made - recorded, `calls of ${vendor} that nobody recorded`).to.be.within(0, CONCURRENCY);
      expect(twice, `calls of ${vendor} that were charged twice`).to.be.within(0, CONCURRENCY);
    }
  });

  it("is handed back at once by a runner that is asked to stop", async () => {
    const since = night.town.calls().length;
    await forgetCompanies();
    const leaving = await forkRunner(night.settings);
    runners.push(leaving);
    const { runId } = await night.start({ cap: 16 });
    await waitUntil(
      () =>
        night.town
          .calls()
          .slice(since)
          .filter(({ vendor }) => vendor === "openai").length >= 4,
      "the extraction to be in progress",
    );
    expect(await leaving.stop()).to.equal(0);
    expect((await night.ended(runId, 30_000)).run.status).to.be.oneOf(["succeeded", "degraded"]);
    await expectComplete(runId, 16);
    const [again] = await night.rows<{ count: number }>(
      "select count(*)::int as count from pgboss.job where retry_count > 0 and data->>'runId' = $1",
      [runId],
    );
    expect(again?.count, "jobs that had to wait for a heartbeat or a retry").to.equal(0);
    for (const { vendor, made, recorded, twice } of await compareCalls(runId, since)) {
      expect({ vendor, recorded, twice }).to.deep.equal({ vendor, recorded: made, twice: 0 });
    }
  });

  it("gives a company up that brings every runner down, and continues with the others", async () => {
    night.town.clearFaults();
    for (const runner of runners) await runner.kill();
    runners = [];
    const request = { tenantId: TENANT, trigger: "cli", cap: 10, only: ["crawl"] } as const;
    const dependencies = { ...night, clock: systemClock };
    const { companies } = await dryRun(dependencies, request);
    const poison = night.town.companies.find(
      ({ name, tenant, site }) => tenant === TENANT && site === "good" && companies.first.includes(name),
    );
    if (poison === undefined) throw new Error("the selection has no good site");
    night.town.setFault({ vendor: "sites", mode: "slow", match: poison.domain, delayMs: 900 });
    const { runId } = await night.start(request);
    let deaths = 0;
    while ((await night.status(runId)) === "running" && deaths < 8) {
      const since = night.town.calls().length;
      const runner = await forkRunner(night.settings);
      runners = [runner];
      // Its robots.txt is answered: the first page is on its way.
      const isDown = () =>
        night.town
          .calls()
          .slice(since)
          .some(({ host }) => host === poison.domain);
      await waitUntil(
        async () => isDown() || (await night.status(runId)) !== "running",
        "the poison or the end",
      );
      await runner.kill();
      if ((await night.status(runId)) === "running") deaths += 1;
      // As if the heartbeat had been missed: the first test has waited for it.
      await night.rows(
        "update pgboss.job set heartbeat_on = now() - interval '1 minute' where state = 'active'",
      );
    }
    expect(deaths).to.equal(4);
    const letters = await night.database.withTenant(TENANT, (transaction) =>
      listDeadLetters(transaction, runId),
    );
    expect(letters).to.have.length(1);
    expect(letters[0]).to.include({
      company: poison.name,
      stage: "crawl",
      errorCode: "runner_died",
      attempts: 3,
      retriedAt: null,
    });
    const [crawl] = await night.rows<{ error: number; total: number }>(
      `select (select count(*)::int from company_enrichment_runs where run_id = $1 and stage = 'crawl' and code = 'runner_died') as error,
         (count_success + count_error + count_blocked + count_skipped)::int as total from run_stage_stats where run_id = $1 and stage = 'crawl'`,
      [runId],
    );
    expect(crawl).to.deep.equal({ error: 1, total: 10 });
  });
});
