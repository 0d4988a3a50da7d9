import { expect } from "chai";
import { Client } from "pg";
import { readEnvironment } from "../../src/config/environment.ts";
import { createSecrets } from "../../src/database/create-secrets.ts";
import { openDatabase } from "../../src/database/database.ts";
import { setSchedule } from "../../src/runner/schedule/schedule-plan.ts";
import { startRunner } from "../../src/runner/start-runner.ts";
import { type ForkedRunner, forkRunner } from "../support/fork-runner.ts";
import { type FreezingProxy, startFreezingProxy } from "../support/freezing-proxy.ts";
import { type Night, prepareNight, SECRETS_KEY, TENANT } from "../support/night.ts";
import { patience } from "../support/patience.ts";
import { quietLogger } from "../support/quiet-logger.ts";
import { waitUntil } from "../support/wait-until.ts";

const COMPANIES = 12;
/** Slow enough that there are calls in flight when a blow falls. */
const SLOW_MS = 80;

describe("a night whose database or runner fails for a while", function () {
  this.timeout(patience(120_000));
  let night: Night;
  let proxy: FreezingProxy;
  const runners: ForkedRunner[] = [];

  beforeEach(async () => {
    night = await prepareNight({ settings: { SCHED_COMPANY_CONCURRENCY: "4" } });
    proxy = await startFreezingProxy(night.urls.app);
    night.town.setFault({ vendor: "openai", mode: "slow", delayMs: SLOW_MS });
  });
  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.kill();
    await night.close();
    await proxy.close();
  });

  async function fork(own: Readonly<Record<string, string>> = {}): Promise<ForkedRunner> {
    const runner = await forkRunner({ ...night.settings, ...own });
    runners.push(runner);
    return runner;
  }

  const reads = () => night.town.calls().filter(({ vendor }) => vendor === "openai");
  const untilReads = (count: number) =>
    waitUntil(() => reads().length >= count, `${count} calls of OpenAI`, 40_000);

  /** Each text was paid for once, and nobody was given up. */
  async function judge(runId: string): Promise<void> {
    await night.ended(runId, 60_000);
    expect(await night.status(runId)).to.equal("succeeded");
    const digests = reads().map(({ bodyDigest }) => bodyDigest);
    expect(digests.length).to.equal(new Set(digests).size);
    expect(await night.rows("select stage, error_code from dead_letters")).to.deep.equal([]);
    const retried = await night.rows<{ retries: number }>(
      "select coalesce(max(retry_count), 0) as retries from pgboss.job where name in ('run', 'stage', 'chunk')",
    );
    expect(retried).to.deep.equal([{ retries: 0 }]);
  }

  it("pays no company twice while outcomes are locked out and statements time out", async () => {
    await asSuperuser((client) =>
      client.query(
        "do $$ begin execute format('alter role nightshift_app in database %I set statement_timeout = 400', current_database()); end $$",
      ),
    );
    await fork();
    const { runId } = await night.start({ cap: COMPANIES });
    await untilReads(3);
    await asSuperuser(async (client) => {
      await client.query("begin");
      await client.query("lock table company_enrichment_runs in share mode");
      const before = reads().length;
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      // Those in flight, and no more: a chunk begins nothing that it could not store.
      expect(reads().length - before).to.be.at.most(4);
      await client.query("commit");
    });
    await judge(runId);
  });

  it("goes on without a retry when the pooler of the application role was away", async () => {
    await fork({ DATABASE_URL: proxy.through(night.urls.app) });
    const { runId } = await night.start({ cap: COMPANIES });
    await untilReads(3);
    proxy.setAway(true);
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    proxy.setAway(false);
    await judge(runId);
  });

  it("is tried again as a whole when an outage took its database, its runner and its jobs", async () => {
    // Three seconds before a full minute by the runners' clock.
    const toMinuteMs = 60_000 - (Date.now() % 60_000);
    let aheadMs = toMinuteMs - 3_000;
    const clock = () => new Date(Date.now() + aheadMs);
    const due = new Date(clock().getTime() + 3_000);
    const settings = { SCHED_ENABLED: "true", ALERTS_CRON: "* * * * * *" };
    await night.database.withTenant(TENANT, (transaction) =>
      setSchedule(
        transaction,
        { tenantId: TENANT, scheduleId: "nightly", name: "Nightly" },
        {
          ...{
            cron: `${due.getUTCMinutes()} ${due.getUTCHours()} * * *`,
            timezone: "UTC",
            catchUp: "latest",
          },
          ...{
            catchUpWindowMinutes: 60,
            enabled: true,
            cap: COMPANIES,
            skipStages: [],
            followsSettings: false,
          },
        },
        clock(),
      ),
    );
    const database = await openDatabase({ app: proxy.through(night.urls.app), service: night.urls.service });
    const first = await startRunner({
      connection: {
        database,
        serviceUrl: night.urls.service,
        secrets: createSecrets(SECRETS_KEY),
        close: () => database.close(),
      },
      environment: readEnvironment({ ...night.settings, ...settings }),
      logger: quietLogger(),
      clock,
    });
    const runs = () =>
      night.rows<{ runId: string; status: string; reason: string | null }>(
        `select run_id as "runId", status, status_reason as reason from enrichment_runs order by started_at`,
      );
    await waitUntil(async () => (await runs()).length === 1, "the scheduled run to start", 30_000);
    proxy.setAway(true);
    await first.stop();
    await database.close();
    // The database comes back from a copy that had not heard of the run's jobs.
    for (const table of ["job_outbox", "pgboss.job"]) await night.rows(`delete from ${table}`);
    proxy.setAway(false);
    aheadMs += 12 * 60_000;
    await night.startRunner(settings, clock);

    const second = await waitUntil(async () => (await runs())[1], "the second try", 60_000);
    await night.ended(second.runId, 60_000);
    const [failed, done, ...more] = await runs();
    expect(more).to.deep.equal([]);
    expect(failed).to.deep.include({ status: "failed" });
    expect(failed?.reason).to.match(/^abandoned: no job of it is left/);
    expect(done).to.deep.include({ status: "succeeded" });
    expect(await night.rows("select state, reason, run_id from expected_runs")).to.deep.equal([
      {
        state: "started",
        reason: `run ${failed?.runId} failed before it did anything (${failed?.reason}); tried again as run ${done?.runId}`,
        run_id: done?.runId,
      },
    ]);
    expect(reads()).to.have.length(COMPANIES);
  });

  it("goes on beside a runner that stands still, which does nothing more when it wakes", async () => {
    const frozen = await fork();
    const { runId } = await night.start({ cap: COMPANIES });
    await untilReads(3);
    frozen.freeze();
    await fork();
    await waitUntil(async () => (await night.status(runId)) !== "running", "the end of the run", 45_000);
    const after = reads().length;
    frozen.thaw();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(reads().length).to.equal(after);
    // Of what the frozen runner had in flight the answers never came: they are asked for again, and nothing else.
    const digests = reads().map(({ bodyDigest }) => bodyDigest);
    expect(digests.length - new Set(digests).size).to.be.at.most(4);
  });

  async function asSuperuser<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    const client = new Client({ connectionString: night.urls.superuser });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
});
