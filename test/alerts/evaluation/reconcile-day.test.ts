import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { reconcileDay } from "../../../src/alerts/evaluation/reconcile-day.ts";
import { createLogger } from "../../../src/logger.ts";
import { insertEvents } from "../../../src/observability/events/event-store.ts";
import { createRunEvent } from "../../../src/observability/events/run-event.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { storeRun } from "../stored-run.ts";

const START = new Date("2026-11-21T17:00:00Z");
const HOUR = 3_600_000;
const ITEMS = 50;

describe("the daily recount", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let runId: string;
  let now: Date;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme", { alertChannel: "acme-alerts", qaChannel: "acme-qa" });
    runId = await storeRun(test.database, {
      tenantId: "acme",
      startedAt: START,
      stages: { mv_refresh: { success: ITEMS } },
    });
    const run = { tenantId: "acme", runId, runDate: "2026-11-21", traceId: "0".repeat(32) };
    const item = { event: "item_finished", stage: "mv_refresh", status: "success", durationMs: 5 };
    await test.database.withTenant("acme", (transaction) =>
      insertEvents(transaction, [
        ...Array.from({ length: ITEMS }, () => createRunEvent(run, START, randomUUID(), item)),
        createRunEvent(run, START, randomUUID(), { event: "run_finished", status: "succeeded" }),
      ]),
    );
  });
  after(() => test?.drop());
  beforeEach(() => {
    now = new Date(START.getTime() + 12 * HOUR);
  });

  const recount = () =>
    reconcileDay({
      database: test.database,
      logger: createLogger({ level: "error", write: () => undefined }),
      clock: () => now,
    });
  const setTotal = (total: number) =>
    test.database.withService((transaction) =>
      transaction.query("update run_stage_stats set count_total = $2 where run_id = $1", [runId, total]),
    );
  const found = () =>
    test.database.withTenant("acme", (transaction) =>
      transaction.query("select rule_id, state from alerts where rule_id = 'RC-13'"),
    );

  it("raises nothing while totals are at most 2 % off", async () => {
    for (const total of [ITEMS, ITEMS + 1]) {
      await setTotal(total);
      expect(await recount()).to.equal(1);
      expect(await found()).to.deep.equal([]);
    }
  });

  it("raises RC-13 about a run of last night whose totals went wrong after its end", async () => {
    await setTotal(ITEMS + 2);
    await recount();
    expect(await found()).to.deep.equal([{ rule_id: "RC-13", state: "firing" }]);
  });

  it("looks back over one day", async () => {
    now = new Date(START.getTime() + 28 * HOUR);
    expect(await recount()).to.equal(0);
  });
});
