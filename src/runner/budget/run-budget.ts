import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { type Resource, vendorRow } from "../../entities/vendor-table.ts";
import type { Logger } from "../../logger.ts";
import type { PriceCharge } from "../../observability/costs/price-charge.ts";
import type { Recorder } from "../../observability/events/recorder.ts";
import type { RunIdentity } from "../../observability/events/run-event.ts";
import type { Charged } from "../../vendors/calling/charged.ts";
import { VendorError } from "../../vendors/calling/vendor-error.ts";
import { localDate } from "../record/local-date.ts";
import type { RunManifest } from "../record/run-manifest.ts";
import { createReserver } from "./create-reserver.ts";
import { createSettler } from "./create-settler.ts";
import { leftOf, limitsOf } from "./ledger/budgets.ts";
import { readUsed } from "./ledger/ledger-store.ts";
import { settlementOf, settlementOfCharge } from "./ledger/settlement.ts";
import type { Spending } from "./spending.ts";

/** What a run may spend. Everything that costs money goes through here, attempt by attempt. */
export interface RunBudget {
  /**
   * Reserves the most the attempt may use, makes it, and settles what the vendor charged. If the budget does not suffice,
   * throws BudgetSpentError without making the attempt; otherwise throws what the attempt throws.
   */
  spend<Value>(spending: Spending, attempt: () => Promise<Charged<Value>>): Promise<Charged<Value>>;
  /** Settles a dead runner's ZeroBounce batch by the credits it cost; the rest goes back to its budgets. */
  settleLost(ledgerId: string, credits: number, at: Date): Promise<void>;
  /** How much of a budget the run has left today, by the tighter of its limits; infinite without a limit. */
  remaining(resource: Resource): Promise<number>;
}

/** No call was made, because the work had been given to another process; `cause` says why. */
class WithdrawnError extends Error {
  constructor(cause: unknown) {
    super("the work was given to another process", { cause });
  }
}

export function createRunBudget(dependencies: {
  readonly database: Database;
  readonly run: RunIdentity & { readonly manifest: Pick<RunManifest, "budgets"> };
  /** The zone whose midnight ends a day. */
  readonly timezone: string;
  readonly recorder: Recorder;
  readonly price: PriceCharge;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborted when the process stops or the run is ended: then waiting for budget ends. */
  readonly signal: AbortSignal;
}): RunBudget {
  const { database, run, timezone, clock } = dependencies;
  const settler = createSettler(dependencies);
  const { tenantId, runId } = run;
  const limits = limitsOf(run.manifest.budgets);
  /** Each resolves when a call has been settled. */
  const underWay = new Set<Promise<void>>();
  const reserveWhenItFits = createReserver(dependencies, limits, underWay);

  return {
    async spend(asked, attempt) {
      const resource = vendorRow(asked.vendor).resource;
      if (resource === null) return attempt();
      const { spending, reservedAt } = await reserveWhenItFits(asked, resource);
      const settled = Promise.withResolvers<void>();
      underWay.add(settled.promise);
      try {
        if (spending.signal?.aborted === true) {
          await settler.settle(spending, reservedAt, { state: "released" });
          throw new WithdrawnError(spending.signal.reason);
        }
        const charged = await attempt();
        await settler.settle(spending, reservedAt, settlementOfCharge(charged.charge));
        return charged;
      } catch (error) {
        if (error instanceof WithdrawnError) throw error.cause;
        // An error of our own says nothing about what the vendor did.
        const settlement =
          error instanceof VendorError ? settlementOf(error) : ({ state: "unknown" } as const);
        await settler.settle(spending, reservedAt, settlement);
        throw error;
      } finally {
        underWay.delete(settled.promise);
        settled.resolve();
      }
    },
    settleLost: settler.settleLost,
    async remaining(resource) {
      const scopes = { run: `run:${runId}`, day: `day:${localDate(clock(), timezone)}` };
      const used = await database.withTenant(tenantId, (transaction) =>
        readUsed(transaction, tenantId, [scopes.run, scopes.day]),
      );
      return leftOf(resource, limits, used, scopes);
    },
  };
}
