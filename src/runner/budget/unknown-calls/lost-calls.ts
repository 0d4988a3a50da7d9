import type { Clock } from "../../../clock.ts";
import type { Database, Transaction } from "../../../database/database.ts";
import { insertEvents } from "../../../observability/events/event-store.ts";
import { createRunEvent, type RunIdentity } from "../../../observability/events/run-event.ts";
import { recount, recountWhole } from "../../record/finish-run-store.ts";
import { lockRun, noteRecounted } from "../../record/run-store.ts";
import { listStaleRuns, markStaleReservations } from "../ledger/ledger-entry-store.ts";
import { STALE_RESERVATION_MS } from "../ledger/reservation-age.ts";
import { findLateCharge, listLostCalls } from "./lost-call-store.ts";
import { joinTotals } from "./record-late-cost.ts";
import { findSettled, hasEvents } from "./settle-unknown-store.ts";

/**
 * Records calls that are in the ledger but have no event, because their runner died in between: as `vendor_call` with the
 * status `lost`, and with the vendor's charge if it is known. Ask only for calls that no live runner can still record
 * itself. Returns the stages whose totals change.
 */
export async function recordLostCalls(
  transaction: Transaction,
  run: RunIdentity,
  which: { readonly stage: string } | { readonly reservedBefore: Date },
): Promise<string[]> {
  const lost = await listLostCalls(transaction, run, which);
  if (lost.length === 0) return [];
  const settled = await findSettled(
    transaction,
    run,
    lost.map(({ ledgerId }) => ledgerId),
  );
  const events = lost.map((call) => {
    const { operation, model, priceCardId, isUnpriced } = call;
    // A call that a person settled by hand has an event of its own, with the cost.
    const isToldElsewhere = settled.has(call.ledgerId);
    return createRunEvent(run, call.settledAt ?? call.reservedAt, call.ledgerId, {
      event: "vendor_call",
      status: "lost",
      stage: call.stage,
      companyId: call.companyId,
      vendor: call.vendor,
      ...(!isToldElsewhere && {
        costNanoUsd: call.costNanoUsd === null ? null : BigInt(call.costNanoUsd),
        tokensInput: call.tokensInput,
        tokensOutput: call.tokensOutput,
      }),
      extra: {
        operation,
        ...(model !== null && { model }),
        ...(priceCardId !== null && !isToldElsewhere && { price_card_id: priceCardId }),
        ...(isUnpriced && !isToldElsewhere && { unpriced: true }),
      },
    });
  });
  await insertEvents(transaction, events);
  return [...new Set(lost.map(({ stage }) => stage))];
}

/**
 * Marks calls that were reserved half an hour ago and never settled (their process is gone) `unknown`, and adds them to
 * the events of their run and to the totals of ended stages. Does the same, half an hour after its end, for all calls of
 * a run, and counts it anew. Returns how many became unknown.
 */
export async function giveUpStaleReservations({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<number> {
  const now = clock();
  const cutoff = new Date(now.getTime() - STALE_RESERVATION_MS);
  let marked = 0;
  const stale = await database.withService((all) => listStaleRuns(all, { cutoff, now }));
  for (const { tenantId, runId, before } of stale) {
    marked += await database.withTenant(tenantId, async (transaction) => {
      const run = await lockRun(transaction, runId);
      if (run === null) return 0;
      const count = await markStaleReservations(transaction, runId, cutoff);
      const isDue = await noteRecounted(transaction, runId, now);
      // Once the run's events are past retention, there is nothing left to count its totals from.
      if (!(await hasEvents(transaction, run))) return count;
      const stages = await recordLostCalls(transaction, run, { reservedBefore: before });
      await recount(transaction, run, stages);
      if (isDue) await recountWhole(transaction, run);
      return count;
    });
  }
  return marked;
}

/**
 * Records the cost of a call whose runner was presumed dead but settled it after all: meanwhile the call was recorded as
 * lost, without a cost.
 */
export async function recordLateCharge(
  database: Database,
  { tenantId, runId }: RunIdentity,
  ledgerId: string,
  at: Date,
): Promise<void> {
  await database.withTenant(tenantId, async (transaction) => {
    const run = await lockRun(transaction, runId);
    const call = run === null ? null : await findLateCharge(transaction, run, ledgerId);
    if (run === null || call === null) return;
    const { stage, companyId, vendor, operation, tokensInput, tokensOutput } = call;
    const costNanoUsd = call.costNanoUsd === null ? null : BigInt(call.costNanoUsd);
    const cost = { ledgerId, stage, companyId, vendor, operation, costNanoUsd, tokensInput, tokensOutput };
    await joinTotals(transaction, run, cost, at);
  });
}
