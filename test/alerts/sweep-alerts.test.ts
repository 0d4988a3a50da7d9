import { expect } from "chai";
import { followUpAlerts } from "../../src/alerts/escalation/follow-up-alerts.ts";
import { sweepAlerts } from "../../src/alerts/evaluation/evaluate-alerts.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import type { Database } from "../../src/database/database.ts";
import { quietLogger } from "../support/quiet-logger.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { countQueries, setCrawlErrors, storeFleet } from "./fleet.ts";

const START = new Date("2026-11-21T17:00:00Z");
const at = (hours: number) => new Date(START.getTime() + hours * 3_600_000);
const selection = readEnvironment({ SCHED_REQUIRE_ODOO: "false" });

/** How many questions each part of a fleet's life takes. */
async function live(database: Database, tenants: number): Promise<Record<string, number>> {
  let now = at(2);
  await storeFleet(database, { tenants, nights: 3, lastStartedAt: START });
  const counted = countQueries(database);
  const dependencies = { database: counted.database, logger: quietLogger(), clock: () => now };
  const questions: Record<string, number> = {};
  const step = async (name: string, hours: number, work: () => Promise<unknown>) => {
    now = at(hours);
    await work();
    questions[name] = counted.take();
  };
  const sweep = async () => {
    expect(await sweepAlerts(dependencies, selection)).to.deep.equal({ judged: tenants, failed: 0 });
  };
  const open = async () => {
    const rows = await database.withService((transaction) =>
      transaction.query<{ state: string; alerts: number }[]>(
        "select state, count(*)::int as alerts from alerts where rule_id = 'CR-02' group by state",
      ),
    );
    return Object.fromEntries(rows.map(({ state, alerts }) => [state, alerts]));
  };
  await step("calm", 2, sweep);
  expect(await open()).to.deep.equal({});
  await setCrawlErrors(database, 40);
  await step("all fail", 2.1, sweep);
  expect(await open()).to.deep.equal({ firing: tenants });
  await step("all still fail", 2.2, sweep);
  await step("nobody acknowledges", 3, () => followUpAlerts(dependencies, { channel: "platform", call: [] }));
  await setCrawlErrors(database, 60);
  await step("all get worse", 3.1, sweep);
  await step("nobody acknowledges what is critical", 4, async () => {
    expect(await followUpAlerts(dependencies, { channel: "platform", call: [] })).to.equal(tenants);
  });
  await setCrawlErrors(database, 0);
  await step("all recover", 4.1, sweep);
  expect(await open()).to.deep.equal({ resolved: tenants });
  return questions;
}

describe("sweeping a fleet", () => {
  const tests: TestDatabase[] = [];
  after(async () => {
    for (const test of tests) await test.drop();
  });

  it("asks as many questions for forty tenants as for two, whatever happens to all of them at once", async function () {
    this.timeout(60_000);
    const [small, large] = [await createTestDatabase(), await createTestDatabase()];
    tests.push(small, large);
    const few = await live(small.database, 2);
    expect(await live(large.database, 40)).to.deep.equal(few);
    expect(few["calm"]).to.be.greaterThan(0);
  });
});
