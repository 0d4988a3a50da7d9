import type { Transaction } from "../../database/database.ts";
import { insertEvents } from "../../observability/events/event-store.ts";
import { createRunEvent } from "../../observability/events/run-event.ts";
import { recount } from "../record/finish-run-store.ts";
import type { RunRow } from "../record/run-row.ts";
import { settledKeyOf } from "./settle-unknown-store.ts";

/** What a call cost, known only after its own event was written. */
export interface LateCost {
  readonly ledgerId: string;
  readonly stage: string;
  readonly companyId: string | null;
  readonly vendor: string;
  readonly operation: string;
  /** Null where there is no price for it. */
  readonly costNanoUsd: bigint | null;
  /** Null but for tokens. */
  readonly tokensInput: number | null;
  readonly tokensOutput: number | null;
}

/**
 * Records what a call cost, once, as `call_settled`, and counts it. The run is to be locked.
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
