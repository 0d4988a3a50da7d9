import { expect } from "chai";
import { beatDebian } from "../../bench/chaos/beaten-database.ts";
import { judgeNight } from "../../bench/chaos/judge-night.ts";
import { systemClock } from "../../src/clock.ts";
import { PAID_VENDORS, type VendorName } from "../../src/entities/vendor-table.ts";
import { compareUsage, noteVendorUsage } from "../../src/runner/budget/unknown-calls/compare-usage.ts";
import { DEBIAN_POSTGRES_ADVICE, findDebianPostgres } from "../support/debian-postgres.ts";
import { type ForkedRunner, forkRunner } from "../support/fork-runner.ts";
import { type Night, prepareNight } from "../support/night.ts";
import { patience } from "../support/patience.ts";
import { quietLogger } from "../support/quiet-logger.ts";
import { skipWithout } from "../support/skip-without.ts";
import { PGBOUNCER, PGBOUNCER_ADVICE } from "../support/start-pgbouncer.ts";
import { waitUntil } from "../support/wait-until.ts";

const COMPANIES = 16;
const CONCURRENCY = 4;
/** Slow enough that there are calls in flight when the primary is lost. */
const SLOW_MS = 100;
const RUNNERS = 2;

describe("a night that loses the primary of its database", function () {
  this.timeout(patience(120_000));
  let database: Awaited<ReturnType<typeof beatDebian>>;
  let night: Night;
  const runners: ForkedRunner[] = [];

  async function begin(context: Mocha.Context, isSynchronous: boolean): Promise<string> {
    const programs = skipWithout(context, "postgresql", findDebianPostgres(), DEBIAN_POSTGRES_ADVICE);
    skipWithout(context, "pgbouncer", PGBOUNCER, PGBOUNCER_ADVICE);
    database = await beatDebian(programs, { isSynchronous });
    night = await prepareNight({
      test: database.test,
      settings: { SCHED_COMPANY_CONCURRENCY: String(CONCURRENCY), ...database.settings },
    });
    for (const vendor of PAID_VENDORS) night.town.setFault({ vendor, mode: "slow", delayMs: SLOW_MS });
    await noteVendorUsage({ ...night, logger: quietLogger(), clock: systemClock });
    while (runners.length < RUNNERS) runners.push(await forkRunner(night.settings));
    const { runId } = await night.start({ cap: COMPANIES });
    return runId;
  }

  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.kill();
    await night?.close();
    await database?.close();
  });

  const paid = (vendor: VendorName) =>
    night.town.calls().filter((call) => call.vendor === vendor && Object.keys(call.charged).length > 0);
  const untilPaid = (vendor: VendorName, count: number) =>
    waitUntil(() => paid(vendor).length >= count, `${count} calls of ${vendor}`, 40_000);
  const twice = (vendor: VendorName) => {
    const digests = paid(vendor).map(({ bodyDigest }) => bodyDigest);
    return digests.length - new Set(digests).size;
  };

  it("loses nothing with synchronous replication, and pays again for calls in flight at most", async function () {
    const runId = await begin(this, true);
    await untilPaid("openai", 5);
    await database.failOver();
    const inFlight = CONCURRENCY * RUNNERS;
    await night.ended(runId, 60_000);
    const { findings } = await judgeNight(night, { runId, since: 0, companies: COMPANIES, inFlight });
    expect(findings.filter(({ holds }) => !holds)).to.deep.equal([]);
  });

  it("shows by the vendors' own usage what asynchronous replication lost", async function () {
    const runId = await begin(this, false);
    await untilPaid("zerobounce", 2);
    await database.cutOff();
    // What is asked from here on, the new primary will not know of.
    const known = paid("zerobounce").length;
    await untilPaid("zerobounce", known + 12);
    await database.failOver();
    await night.ended(runId, 60_000);
    expect(await night.status(runId)).to.equal("succeeded");
    expect(await night.rows("select stage, error_code from dead_letters")).to.deep.equal([]);

    const compared = await compareUsage(database.test.database, night.environment, new Date());
    const found = compared.find(({ vendor }) => vendor === "zerobounce");
    const billed = paid("zerobounce").reduce((sum, { charged }) => sum + (charged["credits"] ?? 0), 0);
    expect(found).to.include({ problem: null, told: billed });
    expect(found?.missing).to.be.above(0);
    // What the others were asked had all been confirmed by then.
    expect(
      compared.flatMap(({ vendor, problem, missing }) =>
        vendor === "zerobounce" ? [] : { vendor, isCompared: problem === null, missing },
      ),
    ).to.deep.equal([
      { vendor: "tavily", isCompared: true, missing: 0 },
      { vendor: "lusha", isCompared: true, missing: 0 },
    ]);
    expect(twice("openai")).to.equal(0);
  });
});
