import { expect } from "chai";
import { readEnvironment } from "../../../src/config/environment.ts";
import type { Database } from "../../../src/database/database.ts";
import { createLogger } from "../../../src/logger.ts";
import { setSchedule } from "../../../src/runner/schedule/schedule-plan.ts";
import { startScheduler } from "../../../src/runner/schedule/start-scheduler.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

describe("the scheduler's process", () => {
  let test: TestDatabase;
  let database: Database;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    ({ database } = test);
    await createTestTenant(database, "acme");
  });
  after(() => test.drop());

  it("looks at once when it starts, catches up, and lets go when it is stopped", async () => {
    const now = new Date("2026-11-22T04:00:00Z");
    const longAgo = new Date(now.getTime() - 3 * 86_400_000);
    await database.withTenant("acme", (transaction) =>
      setSchedule(
        transaction,
        { tenantId: "acme", scheduleId: "default", name: "Night" },
        {
          cron: "0 1 * * *",
          timezone: null,
          catchUp: "latest",
          catchUpWindowMinutes: 10_080,
          enabled: true,
          cap: null,
          skipStages: [],
          followsSettings: false,
        },
        longAgo,
      ),
    );
    const lines: string[] = [];
    const started = Promise.withResolvers<void>();
    const logger = createLogger({
      level: "info",
      write: (line) => {
        lines.push(line);
        if (line.includes("scheduled_run_started")) started.resolve();
      },
    });
    const environment = readEnvironment({ SCHED_REQUIRE_ODOO: "false" });
    const scheduler = await startScheduler({ database, environment, clock: () => now, logger });
    await started.promise;
    await scheduler.stop();
    const rows = await database.withTenant("acme", (transaction) =>
      transaction.query<{ state: string; count: number }[]>(
        "select state, count(*)::int as count from expected_runs group by state order by state",
      ),
    );
    expect(rows).to.deep.equal([
      { state: "missed", count: 2 },
      { state: "started", count: 1 },
    ]);
    expect(lines.filter((line) => line.includes('"error"'))).to.deep.equal([]);
  });
});
