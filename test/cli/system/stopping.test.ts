import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type FreezingProxy, startFreezingProxy } from "../../support/freezing-proxy.ts";
import { patience } from "../../support/patience.ts";
import { runCli } from "../../support/run-cli.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { waitUntil } from "../../support/wait-until.ts";

/** A process has this long to end once it is asked to, whatever it waits for. */
const MOST_STOP_MS = 10_000;

describe("a runner that is asked to stop", function () {
  this.timeout(patience(120_000));
  let test: TestDatabase;
  let proxy: FreezingProxy;
  let folder: string;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    proxy = await startFreezingProxy(test.urls.app);
    folder = await mkdtemp(join(tmpdir(), "nightshift-stop-"));
  });
  after(async () => {
    await proxy.close();
    await test.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const isUp = () =>
    test.database.withService(async (transaction) => {
      const rows = await transaction.query<unknown[]>(
        "select from pg_stat_activity where application_name = 'nightshift listen' and datname = current_database()",
      );
      return rows.length > 0;
    });

  /** Starts a runner, does something to it once it is up, and asks it to stop. How it ended, and how long that took. */
  async function stopAfter(blow: () => Promise<void>) {
    let askedMs = 0;
    const settings = {
      DATABASE_URL: proxy.through(test.urls.app),
      DATABASE_SERVICE_URL: proxy.through(test.urls.service),
      SECRETS_KEY: "cd".repeat(32),
      LOG_LEVEL: "info",
    };
    const ended = await runCli(folder, settings, ["runner"], async (kill) => {
      await waitUntil(isUp, "the runner to be up", 30_000);
      await blow();
      askedMs = performance.now();
      kill("SIGTERM");
    });
    return { ...ended, tookMs: performance.now() - askedMs };
  }

  it("ends with 0 within ten seconds", async () => {
    const { code, tookMs, err } = await stopAfter(async () => undefined);
    expect([0, 143], err).to.include(code);
    expect(tookMs).to.be.below(patience(MOST_STOP_MS));
  });

  it("ends within ten seconds though its connections answer nothing any more", async () => {
    const { tookMs, err } = await stopAfter(async () => proxy.freeze());
    expect(tookMs, err).to.be.below(patience(MOST_STOP_MS));
  });

  it("ends within ten seconds while it waits for the lock under which nights start", async () => {
    const held = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const holding = test.database.withService(async (transaction) => {
      await transaction.query("select set_config('idle_in_transaction_session_timeout', '0', true)");
      await transaction.query(
        "select pg_advisory_xact_lock(hashtextextended('nightshift: start of a scheduled run', 0))",
      );
      held.resolve();
      await release.promise;
    });
    await held.promise;
    const { tookMs, err } = await stopAfter(async () => undefined);
    release.resolve();
    await holding;
    expect(tookMs, err).to.be.below(patience(MOST_STOP_MS));
  });
});
