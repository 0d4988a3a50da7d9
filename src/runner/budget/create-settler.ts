import { setTimeout as sleep } from "node:timers/promises";
import type { Charge } from "../../charge.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { DatabaseUnavailableError } from "../../errors.ts";
import { errorFields, type Logger } from "../../logger.ts";
import type { PriceCharge } from "../../observability/costs/price-charge.ts";
import type { RunIdentity } from "../../observability/events/run-event.ts";
import { type LedgerSettlement, settle } from "./ledger/ledger-store.ts";
import { STALE_RESERVATION_MS } from "./ledger/reservation-age.ts";
import { quantityOf, type Settlement, unitsOf } from "./ledger/settlement.ts";
import type { Spending } from "./spending.ts";
import { recordLateCharge } from "./unknown-calls/lost-calls.ts";

/** Writes the outcomes of a run's calls to the ledger. */
interface Settler {
  /** Settles a call. Never throws, since the call has already been made: failures are logged. */
  readonly settle: (spending: Spending, reservedAt: Date, settlement: Settlement) => Promise<void>;
  /** Settles a dead runner's ZeroBounce batch by the credits it cost; the rest goes back to its budgets. */
  readonly settleLost: (ledgerId: string, credits: number, at: Date) => Promise<void>;
}

/** How often to retry settling a call while the database is unavailable, until the call becomes unknown. */
const SETTLE_AGAIN_MS = 1_000;

export function createSettler({
  database,
  run,
  price,
  clock,
  logger,
}: {
  readonly database: Database;
  readonly run: RunIdentity;
  readonly price: PriceCharge;
  readonly clock: Clock;
  readonly logger: Logger;
}): Settler {
  const { tenantId, runId } = run;

  /** A call that cannot be settled stays reserved and later becomes `unknown`, so usage is never undercounted. */
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
      // This process was suspended for so long that another one may have presumed it dead.
      if (clock().getTime() - reservedAt.getTime() > STALE_RESERVATION_MS / 2)
        await recordLateCharge(database, run, ledgerId, at);
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
      // The event of the call is kept until the database is back. Keep the settlement too, so that both agree.
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
    settle: settleQuietly,
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
      await recordLateCharge(database, run, ledgerId, at);
    },
  };
}
