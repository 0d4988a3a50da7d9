import { expect } from "chai";
import { systemClock } from "../../../src/clock.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import type { Queryable } from "../../../src/database/batch.ts";
import { createSecrets } from "../../../src/database/create-secrets.ts";
import { DatabaseUnavailableError } from "../../../src/errors.ts";
import { createRecorder, type Recorder } from "../../../src/observability/events/recorder.ts";
import { createTracing } from "../../../src/observability/tracing/create-tracing.ts";
import { performCompany } from "../../../src/runner/engine/perform-company.ts";
import { createRunContexts } from "../../../src/runner/engine/run-contexts.ts";
import type { TargetCompany } from "../../../src/runner/record/target-company.ts";
import type { CompanyResult, RunContext } from "../../../src/runner/stage-work/stage-work.ts";
import type { StageDefinition } from "../../../src/runner/stages/pipeline.ts";
import { createVendors } from "../../../src/vendors/create-vendors.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { quietLogger, startTestRun } from "../support/start-test-run.ts";

const COMPANY: TargetCompany = {
  companyId: "0b5c7f3e-8a64-4d1b-9d53-000000000001",
  name: "Acme Logistics",
  website: null,
  domain: null,
  industry: null,
  country: null,
  employees: null,
  description: null,
};

describe("a company whose work the database breaks off", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let recorder: Recorder;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    await test.database.withTenant("acme", (transaction) =>
      transaction.query(
        "insert into companies (tenant_id, company_id, natural_key, name) values ('acme', $1, 'acme', 'Acme Logistics')",
        [COMPANY.companyId],
      ),
    );
  });
  after(() => test.drop());

  const endConnection = (transaction: Queryable) =>
    transaction.query("select pg_terminate_backend(pg_backend_pid())");
  const rows = (sql: string, values: unknown[]) =>
    test.database.withTenant("acme", (transaction) => transaction.query<unknown[]>(sql, values));

  /** Works on the company of a new run, once by each of these. */
  async function perform(works: readonly ((run: RunContext) => Promise<CompanyResult>)[]) {
    const { database } = test;
    const [clock, logger] = [systemClock, quietLogger()];
    const environment = readEnvironment({});
    const secrets = createSecrets("5".repeat(64));
    recorder = createRecorder({ database, clock, logger });
    const { runId } = await startTestRun(database, "acme");
    const contexts = createRunContexts({
      ...{ database, recorder, secrets, clock, logger },
      clients: createVendors(environment),
      tracing: await createTracing({ database, environment, clock, logger }),
      signal: new AbortController().signal,
    });
    const failures: unknown[] = [];
    await contexts.use("acme", runId, async (run) => {
      for (const work of works) {
        const definition: StageDefinition = {
          stage: "score",
          critical: true,
          toleratedErrorShare: 0,
          work: { unit: "company", perform: () => work(run) },
        };
        const crawler = { crawl: () => Promise.reject(new Error("unused")), close: async () => undefined };
        const dependencies = { database, recorder, crawler, secrets, environment, clock, logger };
        failures.push(
          await performCompany(dependencies, run, definition, {
            company: { ...COMPANY, isExcluded: false },
            isCounted: false,
          }).then(
            () => null,
            (error: unknown) => error,
          ),
        );
      }
    });
    await recorder.close();
    contexts.stop();
    await rows("update enrichment_runs set status = 'failed', ended_at = now() where run_id = $1", [runId]);
    return {
      failures,
      outcomes: await rows("select outcome, code from company_enrichment_runs where run_id = $1", [runId]),
      events: await rows(
        "select event, status from run_event_logs where run_id = $1 order by event, status",
        [runId],
      ),
    };
  }

  it("is not blamed for it, and is done when it is tried again", async () => {
    const { failures, outcomes, events } = await perform([
      async () => {
        await test.database.withTenant("acme", endConnection);
        return { outcome: "success" };
      },
      async () => ({ outcome: "success" }),
    ]);
    expect(failures[0]).to.be.instanceOf(DatabaseUnavailableError);
    expect(failures[1]).to.equal(null);
    expect(outcomes).to.deep.equal([{ outcome: "success", code: null }]);
    expect(events).to.deep.equal([{ event: "item_finished", status: "success" }]);
  });

  it("keeps what was learned of it, and the calls made for it, until they can be written", async () => {
    let saves = 0;
    const call = (run: RunContext) =>
      recorder.bumpVendor(run, {
        ledgerId: null,
        vendor: "openai",
        operation: "extract",
        stage: "score",
        companyId: COMPANY.companyId,
        outcome: "success",
        errorCode: null,
        ...{ attempt: 1, isRateLimit: false, isQuotaExhausted: false, durationMs: 1, retryInMs: null },
        ...{ cost: null, model: null, tokensInput: null, tokensOutput: null },
      });
    const { failures, outcomes, events } = await perform([
      async (run) => {
        call(run);
        return {
          outcome: "success",
          save: async (transaction) => {
            saves += 1;
            if (saves < 3) await endConnection(transaction);
          },
        };
      },
    ]);
    expect(failures).to.deep.equal([null]);
    expect(saves).to.equal(3);
    expect(outcomes).to.deep.equal([{ outcome: "success", code: null }]);
    expect(events).to.deep.equal([
      { event: "item_finished", status: "success" },
      { event: "vendor_call", status: "success" },
    ]);
  });

  it("is its error when what was noted of it cannot be stored, and not that of its chunk", async () => {
    const { failures, outcomes, events } = await perform([
      async (run) => {
        const place = { stage: "score", companyId: COMPANY.companyId };
        recorder.logEvent(run, { event: "noted", status: "success", ...place });
        recorder.logEvent(run, { event: "noted", status: "error", ...place, tokensInput: 3_000_000_000 });
        return { outcome: "success" };
      },
    ]);
    expect(failures).to.deep.equal([null]);
    expect(outcomes).to.have.length(1);
    expect(outcomes[0]).to.include({ outcome: "error" });
    expect(events).to.deep.equal([
      { event: "item_finished", status: "error" },
      { event: "noted", status: "success" },
    ]);
  });

  it("is an error of its own for anything else", async () => {
    const { failures, outcomes } = await perform([() => Promise.reject(new RangeError("a defect"))]);
    expect(failures).to.deep.equal([null]);
    expect(outcomes).to.deep.equal([{ outcome: "error", code: "unexpected" }]);
  });
});
