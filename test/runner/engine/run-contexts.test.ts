import { expect } from "chai";
import { systemClock } from "../../../src/clock.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import { createSecrets } from "../../../src/database/create-secrets.ts";
import { createRecorder } from "../../../src/observability/events/recorder.ts";
import { createTracing } from "../../../src/observability/tracing/create-tracing.ts";
import { createRunContexts, RunEndedError } from "../../../src/runner/engine/run-contexts.ts";
import { lockRun } from "../../../src/runner/record/run-store.ts";
import { createVendors } from "../../../src/vendors/create-vendors.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { quietLogger, startTestRun } from "../support/start-test-run.ts";

describe("the runs a process works on", function () {
  this.timeout(60_000);
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
  });
  after(() => test.drop());

  it("are left by all who work on one, as soon as the first of them sees that it was ended", async () => {
    const { database } = test;
    const [clock, logger, environment] = [systemClock, quietLogger(), readEnvironment({})];
    const recorder = createRecorder({ database, clock, logger });
    const contexts = createRunContexts({
      ...{ database, recorder, clock, logger },
      secrets: createSecrets("5".repeat(64)),
      clients: createVendors(environment),
      tracing: await createTracing({ database, environment, clock, logger }),
      signal: new AbortController().signal,
    });
    // Whoever looks once a second is not to be the one who sees it.
    contexts.stop();
    const { runId } = await startTestRun(database, "acme");
    const begun = Promise.withResolvers<void>();
    const left = contexts.use("acme", runId, async (run) => {
      const aborted = new Promise((resolve) => run.signal.addEventListener("abort", resolve));
      begun.resolve();
      await aborted;
      throw run.signal.reason;
    });
    await begun.promise;
    await database.withTenant("acme", (transaction) =>
      transaction.query("update enrichment_runs set status = 'cancelled' where run_id = $1", [runId]),
    );
    await contexts.use("acme", runId, () => expect.fail("it works on a run that was ended"));
    expect(await left.catch((error: unknown) => error)).to.be.instanceOf(RunEndedError);
    await recorder.close();
  });

  it("are decided upon without keeping reservations and outcomes out, which hold what the decision may need", async () => {
    const { database } = test;
    const { runId } = await startTestRun(database, "acme");
    await database.withTenant("acme", async (transaction) => {
      await lockRun(transaction, runId);
      await database.withTenant("acme", async (other) => {
        await other.query("set local lock_timeout = '2s'");
        await other.query(
          `insert into vendor_ledger (tenant_id, ledger_id, run_id, stage, vendor, operation, state, resource, reserved_units,
             reserved_nano_usd, unit, local_date, reserved_at)
           values ('acme', gen_random_uuid(), $1, 'tavily', 'tavily', 'search', 'reserved', 'tavily_queries', 1, 0, 'credit', current_date, now())`,
          [runId],
        );
      });
    });
  });
});
