import { randomUUID } from "node:crypto";
import { systemClock } from "../../../src/clock.ts";
import { openDatabase } from "../../../src/database/database.ts";
import { BudgetSpentError } from "../../../src/errors.ts";
import { createLogger } from "../../../src/logger.ts";
import { createPriceCharge } from "../../../src/observability/costs/price-charge.ts";
import { createRecorder } from "../../../src/observability/events/recorder.ts";
import { createRunBudget } from "../../../src/runner/budget/run-budget.ts";
import { findRun } from "../../../src/runner/record/run-store.ts";
import { VendorError } from "../../../src/vendors/calling/vendor-error.ts";

/**
 * A process of its own that spends from a run's budgets as fast as it can, and prints what it was charged. One attempt
 * in five is refused by the vendor, one in ten has an outcome nobody knows.
 */
const [app = "", service = "", tenantId = "", runId = "", attempts = ""] = process.argv.slice(2);
const database = await openDatabase({ app, service }, { poolSize: 8 });
const logger = createLogger({ level: "error" });
const recorder = createRecorder({ database, clock: systemClock, logger });
const run = await database.withTenant(tenantId, (transaction) => findRun(transaction, runId));
if (run === null) throw new Error("the test has made the run");
const budget = createRunBudget({
  database,
  run,
  timezone: "Asia/Singapore",
  recorder,
  price: createPriceCharge(),
  clock: systemClock,
  logger,
  signal: new AbortController().signal,
});

const told = { charged: 0, released: 0, unknown: 0, refused: 0 };

async function attempt(number: number): Promise<void> {
  const people = 1 + (number % 3);
  try {
    await budget.spend(
      {
        ledgerId: randomUUID(),
        vendor: "lusha",
        operation: "search_and_enrich",
        stage: "lusha",
        companyId: null,
        estimate: { units: people, charge: { unit: "credit", quantity: people } },
      },
      async () => {
        if (number % 5 === 4)
          throw new VendorError("lusha", "rate_limited", { operation: "search_and_enrich" });
        if (number % 10 === 3)
          throw new VendorError("lusha", "timeout", { operation: "search_and_enrich", outcomeUnknown: true });
        return { value: null, charge: { unit: "credit", quantity: people } };
      },
    );
    told.charged += people;
  } catch (error) {
    if (error instanceof BudgetSpentError) told.refused += 1;
    else if (error instanceof VendorError && error.facts.outcomeUnknown === true) told.unknown += people;
    else if (error instanceof VendorError) told.released += people;
    else throw error;
  }
}

await Promise.all(Array.from({ length: Number(attempts) }, (_, number) => attempt(number)));
await recorder.close();
await database.close();
process.stdout.write(JSON.stringify(told));
