import type { Recorder } from "../../observability/events/recorder.ts";
import { keyOf, type RunIdentity } from "../../observability/events/run-event.ts";
import type { Raised } from "./ledger/claims.ts";
import type { Spending } from "./spending.ts";

type Said =
  | { readonly event: "budget_soft_limit"; readonly status: "warning" }
  | { readonly event: "budget_exhausted"; readonly status: "degraded" };

/** Records that a budget is nearly or fully used, once per budget and run: the event's key is the same in every process. */
export function createBudgetReport(run: RunIdentity, recorder: Recorder) {
  const recorded = new Set<string>();
  return (
    said: Said,
    { stage, vendor }: Spending,
    {
      scope,
      resource,
      limit,
      used,
    }: Pick<Raised, "scope" | "limit" | "used"> & { readonly resource: string },
  ): void => {
    const dedupeKey = keyOf(run.runId, said.event, scope, resource);
    if (recorded.has(dedupeKey)) return;
    recorded.add(dedupeKey);
    const extra = { resource, scope: scope.startsWith("run:") ? "run" : "day", limit, used };
    recorder.logEvent(run, { ...said, stage, vendor, dedupeKey, extra });
  };
}
