import { expect } from "chai";
import { systemClock } from "../../../src/clock.ts";
import { reconcileRun } from "../../../src/observability/reconcile/reconcile-run.ts";
import { cancelRun } from "../../../src/runner/ending/cancel-run.ts";
import { type Night, prepareNight, TENANT } from "../../support/night.ts";
import { waitUntil } from "../../support/wait-until.ts";

describe("a run that is ended while a stage is being prepared", function () {
  this.timeout(60_000);
  let night: Night;

  before(async () => {
    night = await prepareNight({ settings: { ZEROBOUNCE_BATCH_SIZE: "5", SCHED_COMPANY_CONCURRENCY: "4" } });
    await night.startRunner();
  });
  after(() => night.close());

  it("has what was asked of vendors meanwhile in its totals", async () => {
    const underWay = () =>
      night.rows("select from vendor_ledger where vendor = 'zerobounce' and state = 'reserved'");
    night.town.setFault({ vendor: "zerobounce", mode: "slow", delayMs: 300 });
    const { runId } = await night.start({ cap: 30 });
    await waitUntil(async () => (await underWay()).length > 0, "the first batch to be in progress");
    const { database } = night;
    await cancelRun(
      { database, clock: systemClock, keepCorpora: false },
      { tenantId: TENANT, runId, actor: "test" },
    );
    const jobsOf = () =>
      night.rows("select from pgboss.job where name = 'stage' and state = 'active' and data->>'runId' = $1", [
        runId,
      ]);
    await waitUntil(async () => (await jobsOf()).length === 0, "the stage to be left");
    const { totals } = await reconcileRun(database, { tenantId: TENANT, runId });
    const calls = totals.filter(({ subject, figure }) => subject === "zerobounce" && figure === "calls");
    expect(calls.map(({ source }) => source)).to.deep.equal(["events", "ledger"]);
    for (const { stored } of calls) expect(stored).to.be.greaterThan(0);
    expect(totals.filter(({ difference }) => difference !== 0)).to.deep.equal([]);
  });
});
