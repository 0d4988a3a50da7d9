import { InvalidInputError } from "../../errors.ts";
import type { RunWork } from "../stage-work.ts";
import { countCandidates, selectTargets as select } from "../target-store.ts";

/** Chooses the companies of this run, up to its cap; that none fits is a failure, since no night is planned to do nothing. */
export const selectTargets: RunWork = async (run, { database, recorder, clock }) => {
  const candidates = await database.withTenant(run.tenantId, countCandidates);
  const selected = await database.withTenant(run.tenantId, (transaction) =>
    select(transaction, run, run.manifest.cap, clock()),
  );
  recorder.logEvent(run, {
    event: "targets_selected",
    status: "success",
    stage: "select_targets",
    extra: { candidates, selected, cap: run.manifest.cap },
  });
  if (selected === 0) {
    throw new InvalidInputError(
      "icp_rules",
      "no company fits the tenant's profile: import companies, or widen the rules",
    );
  }
  return { outcome: "success" };
};
