import { randomUUID } from "node:crypto";
import pLimit from "p-limit";
import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import { BudgetSpentError } from "../errors.ts";
import { errorFields, type Logger } from "../logger.ts";
import type { PriceCharge } from "../observability/cost.ts";
import type { Recorder } from "../observability/recorder.ts";
import { keyOf, type RunIdentity } from "../observability/run-event.ts";
import { type Charge, type Charged, VendorError, type VendorName } from "../vendors/vendor.ts";
import {
  claimsOf,
  type Estimate,
  leftOf,
  limitsOf,
  quantityOf,
  type Raised,
  RESOURCE_OF,
  type Resource,
  type Settlement,
  settlementOf,
  softlyOver,
  unitsOf,
} from "./budgets.ts";
import { type LedgerSettlement, readUsed, reserve, settle } from "./ledger-store.ts";
import { localDate } from "./local-date.ts";
import type { RunManifest } from "./run-manifest.ts";

/** An attempt about to be made. */
export interface Spending {
  readonly vendor: VendorName;
  readonly operation: string;
  readonly stage: string;
  readonly companyId: string | null;
  readonly estimate: Estimate;
}

/** What a run may spend. Everything that costs goes through here, attempt by attempt. */
export interface RunBudget {
  /**
   * Reserves the most the attempt may use, makes it, and settles what the vendor charged. Throws BudgetSpentError
   * without making it, when that would not hold; otherwise what the attempt throws.
   */
  spend<Value>(spending: Spending, attempt: () => Promise<Charged<Value>>): Promise<Charged<Value>>;
  /** How much of a budget is left to the run today, the tighter of its limits; infinite without one. */
  remaining(resource: Resource): Promise<number>;
}

export function createRunBudget(dependencies: {
  readonly database: Database;
  readonly run: RunIdentity & { readonly manifest: Pick<RunManifest, "budgets"> };
  /** Whose midnight ends a day. */
  readonly timezone: string;
  readonly recorder: Recorder;
  readonly price: PriceCharge;
  readonly clock: Clock;
  readonly logger: Logger;
}): RunBudget {
  const { database, run, timezone, recorder, price, clock, logger } = dependencies;
  const { tenantId, runId } = run;
  const limits = limitsOf(run.manifest.budgets);
  const told = new Set<string>();
  /** Each resolves when a call has been settled. */
  const underWay = new Set<Promise<void>>();
  const oneAfterAnother = pLimit(1);

  /** Said once a budget, by whichever process is first: the event's key is the same for all. */
  function tell(
    said:
      | { readonly event: "budget_soft_limit"; readonly status: "warning" }
      | { readonly event: "budget_exhausted"; readonly status: "degraded" },
    { stage, vendor }: Spending,
    {
      scope,
      resource,
      limit,
      used,
    }: Pick<Raised, "scope" | "limit" | "used"> & { readonly resource: string },
  ): void {
    const dedupeKey = keyOf(runId, said.event, scope, resource);
    if (told.has(dedupeKey)) return;
    told.add(dedupeKey);
    const extra = { resource, scope: scope.startsWith("run:") ? "run" : "day", limit, used };
    recorder.logEvent(run, { ...said, stage, vendor, dedupeKey, extra });
  }

  async function take(spending: Spending, resource: Resource): Promise<string> {
    const { estimate, ...place } = spending;
    const at = clock();
    const day = localDate(at, timezone);
    const nanoUsd = Number(price(spending.vendor, estimate.charge, at).nanoUsd ?? 0n);
    const ledgerId = randomUUID();
    const entry = {
      ...place,
      tenantId,
      ledgerId,
      runId,
      resource,
      reservedUnits: estimate.units,
      reservedNanoUsd: nanoUsd,
      unit: estimate.charge.unit,
      model: estimate.charge.unit === "token" ? estimate.charge.model : null,
      localDate: day,
      reservedAt: at,
    };
    const claims = claimsOf({ [resource]: estimate.units, nano_usd: nanoUsd }, { runId, day }, limits);
    const raised = await reserve(database, entry, claims);
    for (const budget of softlyOver(raised))
      tell({ event: "budget_soft_limit", status: "warning" }, spending, budget);
    return ledgerId;
  }

  /**
   * Estimates are the most a call may use: what the calls under way give back may be enough for this one, so they are
   * waited for before it is refused.
   */
  async function takeWhenItFits(spending: Spending, resource: Resource): Promise<string> {
    try {
      return await take(spending, resource);
    } catch (error) {
      if (!(error instanceof BudgetSpentError)) throw error;
    }
    return oneAfterAnother(async () => {
      for (;;) {
        const others = [...underWay];
        try {
          return await take(spending, resource);
        } catch (error) {
          if (!(error instanceof BudgetSpentError)) throw error;
          if (others.length === 0) {
            const { scope, limit } = error;
            tell({ event: "budget_exhausted", status: "degraded" }, spending, {
              scope,
              limit,
              resource: error.resource,
              used: limit,
            });
            throw error;
          }
        }
        await Promise.race(others);
      }
    });
  }

  /** What is not written down here stays reserved, and is `unknown` after a while: never too little is counted. */
  async function settleQuietly(spending: Spending, ledgerId: string, settlement: Settlement): Promise<void> {
    const at = clock();
    try {
      await database.batch(tenantId, (batch) =>
        settle(
          batch,
          { tenantId, ledgerId },
          settlement.state === "charged" ? chargedAs(spending, settlement.charge, at) : settlement,
          at,
        ),
      );
    } catch (error) {
      logger.error("ledger_not_settled", {
        tenantId,
        runId,
        vendor: spending.vendor,
        stage: spending.stage,
        status: "error",
        ...errorFields(error),
      });
    }
  }

  function chargedAs({ vendor, estimate }: Spending, charge: Charge, at: Date): LedgerSettlement {
    const { nanoUsd, priceCardId } = price(vendor, charge, at);
    return {
      state: "charged",
      units: unitsOf(charge, estimate.units),
      quantity: quantityOf(charge),
      nanoUsd,
      priceCardId,
      model: charge.unit === "token" ? charge.model : null,
    };
  }

  return {
    async spend(spending, attempt) {
      const resource = RESOURCE_OF[spending.vendor];
      if (resource === null) return attempt();
      const ledgerId = await takeWhenItFits(spending, resource);
      const settled = Promise.withResolvers<void>();
      underWay.add(settled.promise);
      try {
        const charged = await attempt();
        await settleQuietly(spending, ledgerId, { state: "charged", charge: charged.charge });
        return charged;
      } catch (error) {
        // A defect of ours says nothing about what the vendor did.
        const settlement =
          error instanceof VendorError ? settlementOf(error) : ({ state: "unknown" } as const);
        await settleQuietly(spending, ledgerId, settlement);
        throw error;
      } finally {
        underWay.delete(settled.promise);
        settled.resolve();
      }
    },
    async remaining(resource) {
      const scopes = { run: `run:${runId}`, day: `day:${localDate(clock(), timezone)}` };
      const used = await database.withTenant(tenantId, (transaction) =>
        readUsed(transaction, tenantId, [scopes.run, scopes.day]),
      );
      return leftOf(resource, limits, used, scopes);
    },
  };
}
