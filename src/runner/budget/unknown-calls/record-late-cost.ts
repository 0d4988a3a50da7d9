import type { Transaction } from "../../../database/database.ts";
import { insertEvents } from "../../../observability/events/event-store.ts";
import { createRunEvent } from "../../../observability/events/run-event.ts";
import { recount } from "../../record/finish-run-store.ts";
import type { RunRow } from "../../record/run-row.ts";
import { settledKeyOf } from "./settle-unknown-store.ts";

/** The cost of a call that became known only after its event was written. */
export interface LateCost {
  readonly ledgerId: string;
  readonly stage: string;
  readonly companyId: string | null;
  readonly vendor: string;
  readonly operation: string;
  /** Null if there is no price for it. */
  readonly costNanoUsd: bigint | null;
  /** Null unless the vendor charges by token. */
  readonly tokensInput: number | null;
  readonly tokensOutput: number | null;
}

/**
 * Records what a call cost, once, as `call_settled`, and adds it to the totals. The run must be locked.
 */
export async function joinTotals(
  transaction: Transaction,
  run: RunRow,
  { ledgerId, operation, ...facts }: LateCost,
  at: Date,
): Promise<void> {
  await insertEvents(transaction, [
    createRunEvent(run, at, settledKeyOf(run.runId, ledgerId), {
      event: "call_settled",
      status: "success",
      ...facts,
      extra: { operation, ...(facts.costNanoUsd === null && { unpriced: true }) },
    }),
  ]);
  await recount(transaction, run, [facts.stage]);
}
