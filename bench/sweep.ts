import { followUpAlerts } from "../src/alerts/escalation/follow-up-alerts.ts";
import { sweepAlerts } from "../src/alerts/evaluation/evaluate-alerts.ts";
import { readEnvironment } from "../src/config/environment.ts";
import { withClient } from "../src/database/embedded/server/with-client.ts";
import { countQueries, setCrawlErrors, storeFleet } from "../test/alerts/fleet.ts";
import { quietLogger } from "../test/support/quiet-logger.ts";
import { createTestDatabase } from "../test/support/test-database.ts";
import type { Figure } from "./figure.ts";

const NIGHTS = 90;
const TARGET_MS = 1_000;
const REPEATS = 5;

/** Evaluation of every rule over many tenants: while all is well, when every one of them fails at once, and when it lasts. */
export async function measureSweep(tenants: number): Promise<Figure[]> {
  const test = await createTestDatabase();
  try {
    const lastStartedAt = new Date(Date.now() - 2 * 3_600_000);
    await storeFleet(test.database, { tenants, nights: NIGHTS, lastStartedAt });
    // As the server would do by itself soon after.
    await withClient(test.urls.superuser, (client) => client.query("vacuum analyze"));
    const counted = countQueries(test.database);
    const dependencies = { database: counted.database, logger: quietLogger(), clock: () => new Date() };
    const selection = readEnvironment({ SCHED_REQUIRE_ODOO: "false" });
    const sweep = () => sweepAlerts(dependencies, selection);
    const figures: Figure[] = [];
    const measure = async (what: string, repeats: number, work: () => Promise<unknown>) => {
      const took: number[] = [];
      let queries = 0;
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        counted.take();
        const startedMs = performance.now();
        await work();
        took.push(performance.now() - startedMs);
        queries = counted.take();
      }
      const medianMs = took.toSorted((one, other) => one - other)[Math.floor(repeats / 2)] ?? 0;
      figures.push({
        what: `${what}, ${tenants.toLocaleString("en")} tenants of ${NIGHTS} nights`,
        value: `${Math.round(medianMs)} ms in ${queries} queries`,
        target: `< ${TARGET_MS} ms`,
        isMet: medianMs < TARGET_MS,
      });
    };
    await sweep();
    await measure("all rules while all is well", REPEATS, sweep);
    await setCrawlErrors(test.database, 40);
    await measure("all rules when every crawl begins to fail", 1, sweep);
    await measure("all rules while every crawl fails", REPEATS, sweep);
    await measure("a look at every open alert", REPEATS, () =>
      followUpAlerts(dependencies, { channel: "platform", call: [] }),
    );
    return figures;
  } finally {
    await test.drop();
  }
}
