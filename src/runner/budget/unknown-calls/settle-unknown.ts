import type { Charge } from "../../../charge.ts";
import type { Clock } from "../../../clock.ts";
import type { Database, Transaction } from "../../../database/database.ts";
import { insertAudit } from "../../../database/tenants/audit-store.ts";
import { ConflictError, InvalidInputError, NotFoundError } from "../../../errors.ts";
import { listPriceCards } from "../../../observability/costs/price-card-store.ts";
import { DEFAULT_PRICE_CARDS } from "../../../observability/costs/price-cards.ts";
import { createPriceCharge } from "../../../observability/costs/price-charge.ts";
import type { RunRow } from "../../record/run-row.ts";
import { lockRun } from "../../record/run-store.ts";
import { settle } from "../ledger/ledger-store.ts";
import { quantityOf, unitsOf } from "../ledger/settlement.ts";
import { joinTotals } from "./record-late-cost.ts";
import { findLedgerEntry, hasEvents, isCostTold, type LedgerEntry } from "./settle-unknown-store.ts";

/** What a person found in the vendor's account about a call of unknown outcome. */
export type KnownOutcome =
  | { readonly kind: "not_charged" }
  | { readonly kind: "credits"; readonly quantity: number }
  | { readonly kind: "tokens"; readonly input: number; readonly output: number };

/** The result of settling a call. */
export interface SettledCall {
  readonly runId: string;
  readonly vendor: string;
  /** Null if there is no price for it. */
  readonly costNanoUsd: bigint | null;
  /** False when the run's events are past retention, so that its totals stay as they are. */
  readonly isInTotals: boolean;
}

/**
 * Settles a call of unknown outcome: what it did not use goes back to its budgets, and its cost is added to the run's
 * totals as the event `call_settled`. Throws NotFoundError, ConflictError when the call is not (or no longer) unknown, or
 * InvalidInputError for an outcome in a unit the vendor does not charge by.
 */
export async function settleUnknown(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  call: {
    readonly tenantId: string;
    readonly ledgerId: string;
    readonly outcome: KnownOutcome;
    readonly actor: string;
  },
): Promise<SettledCall> {
  const { tenantId, ledgerId, outcome, actor } = call;
  return database.withTenant(tenantId, async (transaction) => {
    const entry = await findLedgerEntry(transaction, ledgerId);
    if (entry === null) throw new NotFoundError("ledger entry", ledgerId);
    const run = await lockRun(transaction, entry.runId);
    if (run === null) throw new TypeError("a ledger entry belongs to a run");
    const charge = chargeOf(entry, outcome);
    const at = clock();
    const cards = [...(await listPriceCards(transaction, tenantId)), ...DEFAULT_PRICE_CARDS];
    const { nanoUsd, priceCardId } = createPriceCharge(cards)(entry.vendor, charge, entry.reservedAt);
    const isOpen =
      entry.state === "unknown" &&
      (await settle(
        transaction,
        { tenantId, ledgerId },
        outcome.kind === "not_charged"
          ? { state: "released" }
          : {
              state: "charged",
              units: unitsOf(charge, entry.reservedUnits),
              quantity: quantityOf(charge),
              tokensOutput: charge.unit === "token" ? charge.outputTokens : null,
              nanoUsd,
              priceCardId,
              model: entry.model,
            },
        at,
      ));
    if (!isOpen) {
      throw new ConflictError(
        `Call ${ledgerId} is ${entry.state}, not unknown, so there is nothing to settle. List unknown calls: node_modules/.bin/nightshift ledger unknown.`,
      );
    }
    await insertAudit(transaction, {
      tenantId,
      actor,
      action: "ledger.settle",
      subject: ledgerId,
      detail: { vendor: entry.vendor, runId: entry.runId, ...outcome },
      at,
    });
    const isInTotals =
      outcome.kind === "not_charged" ||
      (await addToTotals(transaction, run, { ...entry, ledgerId, charge, nanoUsd }, at));
    return { runId: entry.runId, vendor: entry.vendor, costNanoUsd: nanoUsd, isInTotals };
  });
}

/** False when the run's events are gone: counting again would lose the other totals. */
async function addToTotals(
  transaction: Transaction,
  run: RunRow,
  settled: LedgerEntry & {
    readonly ledgerId: string;
    readonly charge: Charge;
    readonly nanoUsd: bigint | null;
  },
  at: Date,
): Promise<boolean> {
  if (!(await hasEvents(transaction, run))) return false;
  if (await isCostTold(transaction, run, settled.ledgerId)) return true;
  const { charge, ledgerId, nanoUsd, vendor, stage, companyId, operation } = settled;
  const [tokensInput, tokensOutput] =
    charge.unit === "token" ? [charge.inputTokens, charge.outputTokens] : [null, null];
  await joinTotals(
    transaction,
    run,
    { ledgerId, stage, companyId, vendor, operation, costNanoUsd: nanoUsd, tokensInput, tokensOutput },
    at,
  );
  return true;
}

/** The outcome as a charge: at most what was reserved, which is the most the call could have used. */
function chargeOf(entry: LedgerEntry, outcome: KnownOutcome): Charge {
  if (outcome.kind === "not_charged") return { unit: "none" };
  if ((outcome.kind === "tokens") !== (entry.unit === "token")) {
    throw new InvalidInputError("outcome", `${entry.vendor} charges by the ${entry.unit}: give the number`);
  }
  const charge: Charge =
    outcome.kind === "credits"
      ? { unit: "credit", quantity: outcome.quantity }
      : {
          unit: "token",
          model: entry.model ?? "",
          inputTokens: outcome.input,
          cachedInputTokens: 0,
          outputTokens: outcome.output,
        };
  if (quantityOf(charge) > entry.reservedUnits) {
    throw new InvalidInputError("outcome", `the call could use at most ${entry.reservedUnits} in all`);
  }
  return charge;
}
