import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import type { Charge } from "../../charge.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { type Resource, type VendorName, vendorRow } from "../../entities/vendor-table.ts";
import { BudgetSpentError, DatabaseUnavailableError } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";
import type { PriceCharge } from "../../observability/costs/price-charge.ts";
import type { Recorder } from "../../observability/events/recorder.ts";
import { keyOf, type RunIdentity } from "../../observability/events/run-event.ts";
import type { Charged } from "../../vendors/calling/charged.ts";
import { VendorError } from "../../vendors/calling/vendor-error.ts";
import { localDate } from "../record/local-date.ts";
import type { RunManifest } from "../record/run-manifest.ts";
import { leftOf, limitsOf } from "./budgets.ts";
import { type Claim, claimsOf, type Raised, softlyOver } from "./claims.ts";
import type { Estimate } from "./estimate.ts";
import { type LedgerSettlement, mayFitLater, readUsed, reserve, settle } from "./ledger-store.ts";
import { tellLateCharge } from "./lost-calls.ts";
import { STALE_RESERVATION_MS, WAITED_FOR_MS } from "./reservation-age.ts";
import { quantityOf, type Settlement, settlementOf, settlementOfCharge, unitsOf } from "./settlement.ts";

/** An attempt about to be made. */
export interface Spending {
  /** Its entry in the ledger, and the key of the event that tells of it. */
  readonly ledgerId: string;
  readonly vendor: VendorName;
  readonly operation: string;
  readonly stage: string;
  readonly companyId: string | null;
  readonly estimate: Estimate;
  /** The vendor's credits before the call, where its outcome can be told by them. */
  readonly creditsBefore?: number;
  /** Aborted when the work was given to another process: what was reserved meanwhile is given back, and no call is made. */
  readonly signal?: AbortSignal;
}

/** What a run may spend. Everything that costs goes through here, attempt by attempt. */
export interface RunBudget {
  /**
   * Reserves the most the attempt may use, makes it, and settles what the vendor charged. Throws BudgetSpentError
   * without making it, when that would not hold; otherwise what the attempt throws.
   */
  spend<Value>(spending: Spending, attempt: () => Promise<Charged<Value>>): Promise<Charged<Value>>;
  /** Settles a ZeroBounce batch of a runner that died by the credits it cost; its budgets get back the rest. */
  settleLost(ledgerId: string, credits: number, at: Date): Promise<void>;
  /** How much of a budget is left to the run today, the tighter of its limits; infinite without one. */
  remaining(resource: Resource): Promise<number>;
}

/** No call was made, since the work had been given to another process; `cause` says why. */
class WithdrawnError extends Error {
  constructor(cause: unknown) {
    super("the work was given to another process", { cause });
  }
}

/** How often to see whether calls of other processes have given something back. */
const LOOK_AGAIN_MS = 200;
/** How often to see whether the database is back for what is to be settled, until that is called unknown. */
const SETTLE_AGAIN_MS = 1_000;

export function createRunBudget(dependencies: {
  readonly database: Database;
  readonly run: RunIdentity & { readonly manifest: Pick<RunManifest, "budgets"> };
  /** Whose midnight ends a day. */
  readonly timezone: string;
  readonly recorder: Recorder;
  readonly price: PriceCharge;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborted when the process stops or the run is ended: then nothing is waited for. */
  readonly signal: AbortSignal;
}): RunBudget {
  const { database, run, timezone, recorder, price, clock, logger, signal } = dependencies;
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

  async function take(spending: Spending, resource: Resource): Promise<Date> {
    const { estimate, signal: _, creditsBefore = null, ...place } = spending;
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
      tell({ event: "budget_soft_limit", status: "warning" }, spending, budget);
    return at;
  }

  /** Whether calls of other processes hold so much that the attempt may fit once they have given it back. */
  async function mayFit(spending: Spending, resource: Resource): Promise<boolean> {
    const { at, claims } = ask(spending, resource);
    const since = new Date(at.getTime() - WAITED_FOR_MS);
    return database.batch(tenantId, (batch) => mayFitLater(batch, tenantId, claims, since));
  }

  /**
   * Estimates are the most a call may use: what the calls under way give back, here or in another process, may be enough
   * for this one, so they are waited for before it is refused. Returns when it was reserved.
   */
  async function takeWhenItFits(spending: Spending, resource: Resource): Promise<Date> {
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
          if (others.length === 0 && !(await mayFit(spending, resource))) {
            tell({ event: "budget_exhausted", status: "degraded" }, spending, error);
            throw error;
          }
        }
        await (others.length > 0 ? Promise.race(others) : sleep(LOOK_AGAIN_MS, undefined, { signal }));
      }
    });
  }

  /** What cannot be written down stays reserved, and is `unknown` after a while: never too little is counted. */
  async function settleQuietly(spending: Spending, reservedAt: Date, settlement: Settlement): Promise<void> {
    const at = clock();
    const { ledgerId } = spending;
    const write = async () => {
      await database.batch(tenantId, (batch) =>
        settle(
          batch,
          { tenantId, ledgerId },
          settlement.state === "charged" ? chargedAs(spending, settlement.charge, at) : settlement,
          at,
        ),
      );
      // It stood still for so long that it may have been taken for dead, by another machine's clock.
      if (clock().getTime() - reservedAt.getTime() > STALE_RESERVATION_MS / 2)
        await tellLateCharge(database, run, ledgerId, at);
    };
    const say = (error: unknown) =>
      logger.error("ledger_not_settled", {
        tenantId,
        runId,
        vendor: spending.vendor,
        stage: spending.stage,
        status: "error",
        ...errorFields(error),
      });
    try {
      await write();
    } catch (error) {
      say(error);
      // The event of the call is kept for a database that comes back; so is this, that both tell the same.
      if (error instanceof DatabaseUnavailableError) void settleWhenBack(write).catch(say);
    }
  }

  async function settleWhenBack(write: () => Promise<unknown>): Promise<void> {
    for (let triedForMs = 0; ; triedForMs += SETTLE_AGAIN_MS) {
      await sleep(SETTLE_AGAIN_MS, undefined, { ref: false });
      try {
        await write();
        return;
      } catch (error) {
        if (!(error instanceof DatabaseUnavailableError) || triedForMs >= STALE_RESERVATION_MS) throw error;
      }
    }
  }

  function chargedAs({ vendor, estimate }: Spending, charge: Charge, at: Date): LedgerSettlement {
    const { nanoUsd, priceCardId } = price(vendor, charge, at);
    return {
      state: "charged",
      units: unitsOf(charge, estimate.units),
      quantity: quantityOf(charge),
      tokensOutput: charge.unit === "token" ? charge.outputTokens : null,
      nanoUsd,
      priceCardId,
      model: charge.unit === "token" ? charge.model : null,
    };
  }

  return {
    async spend(spending, attempt) {
      const resource = vendorRow(spending.vendor).resource;
      if (resource === null) return attempt();
      const reservedAt = await takeWhenItFits(spending, resource);
      const settled = Promise.withResolvers<void>();
      underWay.add(settled.promise);
      try {
        if (spending.signal?.aborted === true) {
          await settleQuietly(spending, reservedAt, { state: "released" });
          throw new WithdrawnError(spending.signal.reason);
        }
        const charged = await attempt();
        await settleQuietly(spending, reservedAt, settlementOfCharge(charged.charge));
        return charged;
      } catch (error) {
        if (error instanceof WithdrawnError) throw error.cause;
        // A defect of ours says nothing about what the vendor did.
        const settlement =
          error instanceof VendorError ? settlementOf(error) : ({ state: "unknown" } as const);
        await settleQuietly(spending, reservedAt, settlement);
        throw error;
      } finally {
        underWay.delete(settled.promise);
        settled.resolve();
      }
    },
    async settleLost(ledgerId, credits, at) {
      const { nanoUsd, priceCardId } = price("zerobounce", { unit: "credit", quantity: credits }, at);
      await database.batch(tenantId, (batch) =>
        settle(
          batch,
          { tenantId, ledgerId },
          credits === 0
            ? { state: "released" }
            : {
                state: "charged",
                ...{ units: credits, quantity: credits, nanoUsd, priceCardId },
                tokensOutput: null,
                model: null,
              },
          at,
        ),
      );
      await tellLateCharge(database, run, ledgerId, at);
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
