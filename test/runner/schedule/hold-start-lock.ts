import { openDatabase } from "../../../src/database/database.ts";
import { takeStartLock } from "../../../src/runner/schedule/expected-run-store.ts";

/** A process of its own that takes the start lock for good, as one would that stands still right after it. */
const [app = "", service = ""] = process.argv.slice(2);
const database = await openDatabase({ app, service }, { poolSize: 2 });
await database.withTenant("acme", async (transaction) => {
  await takeStartLock(transaction);
  process.stdout.write("held\n");
  await new Promise((resolve) => setTimeout(resolve, 600_000));
});
