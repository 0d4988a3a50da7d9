import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { readEnvironment } from "../../../src/config/environment.ts";
import { createScheduler } from "../../../src/runner/schedule/scheduler.ts";
import { quietLogger } from "../../support/quiet-logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

/** An hour before, and a second after 01:00 in Singapore. */
const EVENING = new Date("2026-11-21T16:00:00Z");
const NIGHT = new Date("2026-11-21T17:00:01Z");

describe("a process that stands still with the start lock in its hand", function () {
  this.timeout(90_000);
  let test: TestDatabase;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    await createTestTenant(test.database, "globex");
  });
  after(() => test.drop());

  it("holds up no tenant's night for longer than half a minute", async () => {
    let now = EVENING;
    const environment = readEnvironment({ SCHED_REQUIRE_ODOO: "false" });
    const world = { database: test.database, environment, clock: () => now, logger: quietLogger() };
    await createScheduler(world).tick();
    const script = fileURLToPath(new URL("./hold-start-lock.ts", import.meta.url));
    const holder = spawn(process.execPath, ["--import", "tsx", script, test.urls.app, test.urls.service]);
    try {
      await once(holder.stdout, "data");
      holder.kill("SIGSTOP");
      now = NIGHT;
      const begunMs = performance.now();
      await createScheduler(world).tick();
      const tookMs = performance.now() - begunMs;
      const started = await test.database.withService((transaction) =>
        transaction.query<{ tenantId: string }[]>(
          `select tenant_id as "tenantId" from expected_runs where state = 'started' order by 1`,
        ),
      );
      expect(started.map(({ tenantId }) => tenantId)).to.deep.equal(["acme", "globex"]);
      // It was held up, which is what this test is about, and let go.
      expect(tookMs).to.be.within(1_000, 30_000);
    } finally {
      holder.kill("SIGKILL");
      await once(holder, "exit");
    }
  });
});
