import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { type Resource, vendorRow } from "../../entities/vendor-table.ts";
import { BudgetSpentError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import type { PriceCharge } from "../../observability/costs/price-charge.ts";
import type { Recorder } from "../../observability/events/recorder.ts";
import type { RunIdentity } from "../../observability/events/run-event.ts";
import type { Charged } from "../../vendors/calling/charged.ts";
import { VendorError } from "../../vendors/calling/vendor-error.ts";
import { localDate } from "../record/local-date.ts";
import type { RunManifest } from "../record/run-manifest.ts";
import { createBudgetReport } from "./create-budget-report.ts";
import { createSettler } from "./create-settler.ts";
import { leftOf, limitsOf } from "./ledger/budgets.ts";
import { type Claim, claimsOf, softlyOver } from "./ledger/claims.ts";
import { mayFitLater, readUsed, reserve } from "./ledger/ledger-store.ts";
import { waitedForMs } from "./ledger/reservation-age.ts";
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

/** A reservation, for the attempt as it was estimated in the end. */
interface Taken {
  readonly spending: Spending;
  readonly reservedAt: Date;
}

async function estimatedClosely(spending: Spending): Promise<Spending> {
  const { estimate, closerEstimate } = spending;
  const closer = await closerEstimate?.();
  return closer !== undefined && closer.units < estimate.units ? { ...spending, estimate: closer } : spending;
}

/** How often to check whether calls of other processes have returned budget. */
const LOOK_AGAIN_MS = 200;

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
  const { database, run, timezone, recorder, price, clock, signal } = dependencies;
  const settler = createSettler(dependencies);
  const { tenantId, runId } = run;
  const limits = limitsOf(run.manifest.budgets);
  const report = createBudgetReport(run, recorder);
  /** Each resolves when a call has been settled. */
  const underWay = new Set<Promise<void>>();
  const oneAfterAnother = pLimit(1);

  /** The most the attempt may take if it is made now. */
  function ask({ vendor, estimate }: Spending, resource: Resource) {
    const at = clock();
    const day = localDate(at, timezone);
    const nanoUsd = Number(price(vendor, estimate.charge, at).nanoUsd ?? 0n);
    const claims: readonly Claim[] = claimsOf(
      { [resource]: estimate.units, nano_usd: nanoUsd },
      { runId, day },
      limits,
    );
    return { at, day, nanoUsd, claims };
  }

  async function take(spending: Spending, resource: Resource): Promise<Taken> {
    const { estimate, closerEstimate: _, signal: __, creditsBefore = null, ...place } = spending;
    const { at, day, nanoUsd, claims } = ask(spending, resource);
    const entry = {
      ...place,
      tenantId,
      runId,
      resource,
      reservedUnits: estimate.units,
      reservedNanoUsd: nanoUsd,
      unit: estimate.charge.unit,
      model: estimate.charge.unit === "token" ? estimate.charge.model : null,
      localDate: day,
      reservedAt: at,
      creditsBefore,
    };
    const raised = await reserve(database, entry, claims);
    for (const budget of softlyOver(raised))
      report({ event: "budget_soft_limit", status: "warning" }, spending, budget);
    return { spending, reservedAt: at };
  }

  /** Whether calls of other processes hold so much that the attempt may fit once they return it. */
  async function mayFit(spending: Spending, resource: Resource): Promise<boolean> {
    const { at, claims } = ask(spending, resource);
    const since = new Date(at.getTime() - waitedForMs(spending.vendor));
    return database.batch(tenantId, (batch) => mayFitLater(batch, tenantId, claims, since));
  }

  /**
   * Estimates are the most a call may use, so calls in progress, here or in another process, may return enough for this
   * one: estimates it more closely, then waits for them before it refuses.
   */
  async function takeWhenItFits(asked: Spending, resource: Resource): Promise<Taken> {
    try {
      return await take(asked, resource);
    } catch (error) {
      if (!(error instanceof BudgetSpentError)) throw error;
    }
    const spending = await estimatedClosely(asked);
    return oneAfterAnother(async () => {
      for (;;) {
        const others = [...underWay];
        try {
          return await take(spending, resource);
        } catch (error) {
          if (!(error instanceof BudgetSpentError)) throw error;
          if (others.length === 0 && !(await mayFit(spending, resource))) {
            report({ event: "budget_exhausted", status: "degraded" }, spending, error);
            throw error;
          }
        }
        await (others.length > 0 ? Promise.race(others) : sleep(LOOK_AGAIN_MS, undefined, { signal }));
      }
    });
  }

  return {
    async spend(asked, attempt) {
      const resource = vendorRow(asked.vendor).resource;
      if (resource === null) return attempt();
      const { spending, reservedAt } = await takeWhenItFits(asked, resource);
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
