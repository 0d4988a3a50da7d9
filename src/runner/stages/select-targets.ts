import { InvalidInputError } from "../../errors.ts";
import { isExportOnly } from "../export-only.ts";
import type { RunWork } from "../stage-work.ts";
import { countCandidates, selectTargets as select, selectExports } from "../target-store.ts";

/**
 * Chooses the companies of this run, up to its cap; that none fits is a failure, since no night is planned to do nothing.
 * A run that only exports takes the leads that are good enough instead, and may find none.
 */
export const selectTargets: RunWork = async (run, { database, environment, recorder, clock }) => {
  const exportsOnly = isExportOnly(run.manifest);
  const minScore = run.policy.exportMinScore ?? environment.exportMinScore;
  const candidates = await database.withTenant(run.tenantId, countCandidates);
  const selected = await database.withTenant(run.tenantId, (transaction) =>
    exportsOnly
      ? selectExports(transaction, run, { limit: run.manifest.cap, minScore, at: clock() })
      : select(transaction, run, run.manifest.cap, clock()),
  );
  recorder.logEvent(run, {
    event: "targets_selected",
    status: "success",
    stage: "select_targets",
    extra: { candidates, selected, cap: run.manifest.cap },
  });
  if (selected === 0 && !exportsOnly) {
    throw new InvalidInputError(
      "icp_rules",
      "no company fits the tenant's profile: import companies, or widen the rules",
    );
  }
  return { outcome: "success" };
};
