import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import type { Resource } from "../../entities/vendor-table.ts";
import { BudgetSpentError } from "../../errors.ts";
import type { PriceCharge } from "../../observability/costs/price-charge.ts";
import type { Recorder } from "../../observability/events/recorder.ts";
import type { RunIdentity } from "../../observability/events/run-event.ts";
import { localDate } from "../record/local-date.ts";
import { createBudgetReport } from "./create-budget-report.ts";
import type { limitsOf } from "./ledger/budgets.ts";
import { type Claim, claimsOf, softlyOver } from "./ledger/claims.ts";
import { mayFitLater, reserve } from "./ledger/ledger-store.ts";
import { waitedForMs } from "./ledger/reservation-age.ts";
import type { Spending } from "./spending.ts";

/** A reservation, for the attempt as it was estimated in the end. */
export interface Reservation {
  readonly spending: Spending;
  readonly reservedAt: Date;
}

/** Reserves the most an attempt may use. Throws BudgetSpentError if it will not fit. */
export type Reserver = (spending: Spending, resource: Resource) => Promise<Reservation>;

/** How often to check whether calls of other processes have returned budget. */
const LOOK_AGAIN_MS = 200;

async function estimatedClosely(spending: Spending): Promise<Spending> {
  const { estimate, closerEstimate } = spending;
  const closer = await closerEstimate?.();
  return closer !== undefined && closer.units < estimate.units ? { ...spending, estimate: closer } : spending;
}

/**
 * Reserves for one run. `underWay` has the run's calls in this process, each of which resolves when it is settled; the caller
 * adds to it.
 */
export function createReserver(
  {
    database,
    run,
    timezone,
    recorder,
    price,
    clock,
    signal,
  }: {
    readonly database: Database;
    readonly run: RunIdentity;
    /** The zone whose midnight ends a day. */
    readonly timezone: string;
    readonly recorder: Recorder;
    readonly price: PriceCharge;
    readonly clock: Clock;
    /** Aborted when the process stops or the run is ended: then waiting for budget ends. */
    readonly signal: AbortSignal;
  },
  limits: ReturnType<typeof limitsOf>,
  underWay: ReadonlySet<Promise<void>>,
): Reserver {
  const { tenantId, runId } = run;
  const report = createBudgetReport(run, recorder);
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

  async function take(spending: Spending, resource: Resource): Promise<Reservation> {
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

  /** Whether the attempt may fit once calls of other processes return what they have reserved. */
  async function mayFit(spending: Spending, resource: Resource): Promise<boolean> {
    const { at, claims } = ask(spending, resource);
    const since = new Date(at.getTime() - waitedForMs(spending.vendor));
    return database.batch(tenantId, (batch) => mayFitLater(batch, tenantId, claims, since));
  }

  // Estimates are the most a call may use, so calls in progress, here or in another process, may return enough for this one: it
  // is estimated more closely, then waits for them before it is refused.
  return async (asked, resource) => {
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
  };
}
