import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { insertEvents } from "../../../src/observability/events/event-store.ts";
import { createRunEvent } from "../../../src/observability/events/run-event.ts";
import { finishRunRecords } from "../../../src/runner/record/finish-run-store.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { startTestRun } from "../support/start-test-run.ts";

const TENANT = "acme";

describe("the records of a run that ends", function () {
  this.timeout(60_000);
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, TENANT);
  });
  after(() => test.drop());

  it("have a call that a slow runner told of after its stage had ended, in the totals of stage and vendor", async () => {
    const run = await startTestRun(test.database, TENANT);
    const at = new Date();
    const [stage, usage] = await test.database.withTenant(TENANT, async (transaction) => {
      await transaction.query(
        "insert into run_stage_stats (tenant_id, run_id, stage, status) values ($1, $2, 'tavily', 'succeeded')",
        [TENANT, run.runId],
      );
      await insertEvents(transaction, [
        createRunEvent(run, at, randomUUID(), {
          event: "vendor_call",
          status: "success",
          stage: "tavily",
          vendor: "tavily",
          costNanoUsd: 8_000_000n,
        }),
      ]);
      await finishRunRecords(transaction, run, { keepCorpora: true, at });
      return Promise.all(
        ["run_stage_stats where stage = 'tavily'", "run_vendor_usage"].map((from) =>
          transaction.query<unknown[]>(`select cost_nano_usd::float8 as cost from ${from}`),
        ),
      );
    });
    expect(stage).to.deep.equal([{ cost: 8_000_000 }]);
    expect(usage).to.deep.equal([{ cost: 8_000_000 }]);
  });
});
