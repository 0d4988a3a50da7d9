import { expect } from "chai";
import { systemClock } from "../../../src/clock.ts";
import { createDatabaseTime } from "../../../src/database/time/database-time.ts";
import { followDatabaseTime } from "../../../src/database/time/follow-database-time.ts";
import { createLogger } from "../../../src/logger.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { waitUntil } from "../../support/wait-until.ts";

const DAY_MS = 86_400_000;

describe("a process that follows the database's time", function () {
  this.timeout(60_000);
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
  });
  after(() => test.drop());

  it("says that its machine is days ahead, goes by the database, and says when both agree again", async () => {
    const lines: string[] = [];
    const logger = createLogger({ level: "info", write: (line) => void lines.push(line) });
    let aheadMs = 3 * DAY_MS;
    const time = createDatabaseTime(() => new Date(systemClock().getTime() + aheadMs));
    const following = await followDatabaseTime({ time, database: test.database, logger });
    try {
      expect(Math.abs(time.clock().getTime() - systemClock().getTime())).to.be.lessThan(5_000);
      expect(lines).to.have.length(1);
      expect(lines[0]).to.include("clock_differs").and.include("259200 s ahead of the database's");
      // The jump itself is noticed, long before the minute is over.
      aheadMs = 0;
      await waitUntil(() => lines.some((line) => line.includes("clock_agrees")));
      expect(Math.abs(time.machineAheadMs() ?? DAY_MS)).to.be.lessThan(5_000);
    } finally {
      await following.stop();
    }
  });

  it("says nothing on a machine that is less than half a minute off", async () => {
    const lines: string[] = [];
    const logger = createLogger({ level: "info", write: (line) => void lines.push(line) });
    const time = createDatabaseTime(() => new Date(systemClock().getTime() - 25_000));
    await (await followDatabaseTime({ time, database: test.database, logger })).stop();
    expect(lines).to.deep.equal([]);
  });
});
