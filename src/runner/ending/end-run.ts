import { EVALUATE_QUEUE } from "../../alerts/alert-queues.ts";
import type { Transaction } from "../../database/database.ts";
import { askForJob } from "../../database/jobs/job-outbox-store.ts";
import type { RunStatus } from "../../entities/vocabulary.ts";
import { insertEvents } from "../../observability/events/event-store.ts";
import { createRunEvent, keyOf } from "../../observability/events/run-event.ts";
import { STALE_RESERVATION_MS } from "../budget/ledger/reservation-age.ts";
import { finishRunRecords } from "../record/finish-run-store.ts";
import type { RunRow } from "../record/run-row.ts";
import { noteEnd } from "../record/run-store.ts";

/**
 * Ends a run whose row is locked and whose stages have ended: counts what can only be counted now, and requests its
 * evaluation. All in one transaction, so that a run ends exactly once, even if the process dies right after.
 * Returns how long the run took, in milliseconds.
 */
export async function endRun(
  transaction: Transaction,
  run: RunRow,
  ending: {
    readonly status: RunStatus;
    readonly reason: string;
    readonly at: Date;
    /** Whether web site texts are kept after the run. */
    readonly keepCorpora: boolean;
  },
): Promise<number> {
  const { tenantId, runId } = run;
  const { status, at, keepCorpora } = ending;
  await finishRunRecords(transaction, run, { keepCorpora, at });
  // Runners that lost a part of it report their calls within seconds, or when they wake; calls of dead ones are looked for.
  const recountAt = new Date(at.getTime() + STALE_RESERVATION_MS);
  await noteEnd(transaction, runId, { ...ending, recountAt });
  const durationMs = Math.max(0, at.getTime() - run.startedAt.getTime());
  await insertEvents(transaction, [
    createRunEvent(run, at, keyOf(runId, "run_finished"), { event: "run_finished", status, durationMs }),
  ]);
  await askForJob(transaction, tenantId, EVALUATE_QUEUE, { tenantId, runId });
  return durationMs;
}
