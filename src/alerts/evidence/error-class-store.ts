import type { Transaction } from "../../database/database.ts";
import type { StageSnapshot } from "../rulebook/rule.ts";
import type { RunEvidence } from "./run-evidence.ts";
import { type ErrorClass, readErrorClasses } from "./run-figures-store.ts";
import { byRun, columnsOf, nameOf } from "./run-key.ts";

/** The classes of failed items of runs, in one query. */
export async function addErrorClasses(
  transaction: Transaction,
  evidences: readonly RunEvidence[],
): Promise<RunEvidence[]> {
  if (evidences.length === 0) return [];
  const keys = evidences.map(({ snapshot: { tenantId, run } }) => ({ tenantId, runId: run.runId }));
  const errors = byRun(await readErrorClasses(transaction, columnsOf(keys)));
  return evidences.map((evidence) => {
    const { tenantId, run, stages } = evidence.snapshot;
    const own = errors.get(nameOf({ tenantId, runId: run.runId })) ?? [];
    return { ...evidence, snapshot: { ...evidence.snapshot, stages: withErrors(stages, own) } };
  });
}

/** The stages, each with the classes of its failed items. */
export function withErrors(stages: readonly StageSnapshot[], errors: readonly ErrorClass[]): StageSnapshot[] {
  return stages.map((stage) => ({
    ...stage,
    topErrors: errors
      .filter((error) => error.stage === stage.stage)
      .map(({ errorCode, count }) => ({ errorCode, count })),
  }));
}
