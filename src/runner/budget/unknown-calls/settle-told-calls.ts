import type { Clock } from "../../../clock.ts";
import type { Database } from "../../../database/database.ts";
import { lockRun } from "../../record/run-store.ts";
import { settle } from "../ledger/ledger-store.ts";
import { listRunsToSettle, listToldSettlements } from "./told-settlement-store.ts";

/** Runners settle their own calls; after this long, the runner either could not or is gone. */
const LEFT_TO_RUNNERS_MS = 2 * 60_000;

/**
 * Settles calls from their events if the ledger missed the settlement: Postgres refused it, or the runner died before it
 * could retry. What they did not use goes back to their budgets. Returns how many.
 */
export async function settleToldCalls({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<number> {
  const now = clock();
  const cutoff = new Date(now.getTime() - LEFT_TO_RUNNERS_MS);
  let settled = 0;
  for (const { tenantId, runId } of await database.withService((all) => listRunsToSettle(all, cutoff))) {
    settled += await database.withTenant(tenantId, async (transaction) => {
      const run = await lockRun(transaction, runId);
      if (run === null) return 0;
      const told = await listToldSettlements(transaction, run);
      for (const { ledgerId, settlement } of told)
        await settle(transaction, { tenantId, ledgerId }, settlement, now);
      return told.length;
    });
  }
  return settled;
}
