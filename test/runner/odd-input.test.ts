import { expect } from "chai";
import { systemClock } from "../../src/clock.ts";
import { withClient } from "../../src/database/embedded/server/with-client.ts";
import { ConfigurationError } from "../../src/errors.ts";
import { reconcileRun } from "../../src/observability/reconcile/reconcile-run.ts";
import { type Night, prepareNight } from "../support/night.ts";
import { rejection } from "../support/rejection.ts";
import { waitUntil } from "../support/wait-until.ts";
import { chooseCompanies } from "./choose-companies.ts";

const FEW = chooseCompanies([["good", "strong", 4]]);
const HOUR_MS = 3_600_000;

describe("a runner whose database holds odd rows", function () {
  this.timeout(60_000);
  let night: Night;
  /** How far the clock of all is set back. */
  let backMs = 0;
  const clock = () => new Date(systemClock().getTime() - backMs);

  before(async () => {
    night = await prepareNight({ companies: FEW });
    await night.startRunner({}, clock);
  });
  after(() => night.close());

  const asOwner = (sql: string) => withClient(night.test.urls.owner, (client) => client.query(sql));
  const dropped = () => night.log.filter((line) => line.includes("job_dropped"));
  const unfinishedJobs = async () => {
    const [row] = await night.rows<{ count: number }>(
      "select count(*)::int as count from pgboss.job where name in ('run', 'stage', 'chunk', 'dead', 'evaluate') and state <> 'completed'",
    );
    return row?.count;
  };

  it("drops jobs that name no run, says why, and continues with the others", async () => {
    const nobody = "00000000-0000-4000-8000-000000000000";
    const jobs: [queue: string, payload: unknown][] = [
      ["run", null],
      ["run", {}],
      ["run", { runId: "tonight" }],
      ["run", { runId: nobody }],
      ["stage", { runId: nobody }],
      ["stage", { runId: nobody, stage: "crawl it" }],
      ["chunk", { runId: nobody, stage: "crawl", from: "first", to: 2 }],
      ["chunk", { runId: nobody, stage: "crawl" }],
      ["dead", { stage: "crawl" }],
      ["evaluate", { runId: "tonight" }],
      ["evaluate", { runId: nobody }],
    ];
    for (const [queue, payload] of jobs)
      await night.rows(
        `insert into job_outbox (tenant_id, queue, payload)
         values ('acme', $1, case when jsonb_typeof($2) = 'object' then $2 || '{"tenantId": "acme"}' else $2 end)`,
        [queue, JSON.stringify(payload)],
      );
    await night.rows("insert into pgboss.job (name, data, retry_limit) values ('chunk', null, 20)");
    const { runId } = await night.start({}, {}, clock);
    const record = await night.ended(runId);
    expect(record.run.status).to.equal("succeeded");
    await waitUntil(async () => (await unfinishedJobs()) === 0, "every job to be done with");
    // The first has no payload: the relay sets it aside. The others are dropped, and so is the one in the queue.
    expect(night.log.filter((line) => line.includes("job_refused"))).to.have.length(1);
    expect(dropped()).to.have.length(jobs.length);
    for (const said of ["names no tenant", "names no run", "names no stage", "two whole numbers"])
      expect(dropped().join("\n")).to.include(said);
  });

  it("works on no run whose tenant is gone, and pays nothing for it", async () => {
    await night.rows(
      "insert into tenants (tenant_id, name, timezone) values ('ghost', 'Ghost', 'Asia/Singapore')",
    );
    await night.rows("insert into tenant_policies (tenant_id, policy) values ('ghost', '{}')");
    const { runId } = await night.start({ tenantId: "ghost" }, {}, clock);
    await night.rows("delete from tenants where tenant_id = 'ghost'");
    const { runId: own } = await night.start({}, {}, clock);
    expect((await night.ended(own)).run.status).to.be.oneOf(["succeeded", "degraded"]);
    await waitUntil(async () => (await unfinishedJobs()) === 0, "every job to be done with");
    const calls = await night.rows("select from vendor_ledger where run_id = $1", [runId]);
    expect(calls).to.deep.equal([]);
  });

  it("ends a night correctly when the clock is set back an hour during it", async () => {
    night.town.setFault({ vendor: "openai", mode: "slow", delayMs: 500 });
    await night.rows("delete from lead_features");
    const { runId } = await night.start({}, {}, clock);
    await night.until("select exists (select from vendor_ledger where run_id = $1 and vendor = 'openai')", [
      runId,
    ]);
    backMs = HOUR_MS;
    const record = await night.ended(runId);
    night.town.clearFaults();
    backMs = 0;
    expect(record.run.status).to.equal("succeeded");
    const { totals } = await reconcileRun(night.database, { tenantId: "acme", runId });
    expect(totals.filter(({ difference }) => difference !== 0)).to.deep.equal([]);
    const negative = await night.rows("select from run_event_logs where run_id = $1 and duration_ms < 0", [
      runId,
    ]);
    expect(negative).to.deep.equal([]);
    expect(record.metrics.find(({ name }) => name === "run_duration_ms")?.value).to.be.at.least(0);
  });

  it("starts on no schema of another version, and says which of the two is older", async () => {
    await asOwner(
      "insert into migrations (timestamp, name) values (9999999999999, 'FromTheFuture9999999999999')",
    );
    const older = await rejection(night.startRunner());
    expect(older).to.be.instanceOf(ConfigurationError);
    expect(String(older)).to.include("this machine's nightshift is older").and.include("FromTheFuture");
    await asOwner("update migrations set name = 'Other' where timestamp = 9999999999999");
    await asOwner("delete from migrations where timestamp >= 1763800071000");
    const newer = await rejection(night.startRunner());
    expect(String(newer)).to.include("schema is older than this version").and.include("nightshift migrate");
  });
});
