import { InvalidInputError } from "../../errors.ts";
import { addIndustryMatches } from "../leads/targets/industry-target-store.ts";
import { countCandidates, chooseTargets as select, selectExports } from "../leads/targets/target-store.ts";
import { isExportOnly } from "../record/export-only.ts";
import { allExcluded, NO_COMPANY, passedOver } from "../record/stage-reasons.ts";
import type { RunWork } from "../stage-work/stage-work.ts";

/**
 * Chooses the companies of this run, up to its cap. If none fits, it fails, since no night is meant to do nothing.
 * A run that only exports takes the leads that are good enough instead, and may find none.
 */
export const selectTargets: RunWork = async (run, { database, environment, recorder, clock }) => {
  const exportsOnly = isExportOnly(run.manifest);
  const minScore = run.policy.exportMinScore ?? environment.exportMinScore;
  const { candidates, excluded } = await database.withTenant(run.tenantId, countCandidates);
  const fitting = await database.withTenant(run.tenantId, (transaction) =>
    exportsOnly
      ? selectExports(transaction, run, { limit: run.manifest.cap, minScore, at: clock() })
      : select(transaction, run, { limit: run.manifest.cap, at: clock() }),
  );
  const selected = exportsOnly ? fitting : await fillUpToFloor(fitting);
  recorder.logEvent(run, {
    event: "targets_selected",
    status: "success",
    stage: "select_targets",
    extra: { candidates, selected, excluded, cap: run.manifest.cap },
  });
  recorder.meter.count("nightshift_candidates_total", { step: "considered" }, candidates);
  recorder.meter.count("nightshift_candidates_total", { step: "selected" }, selected);
  if (selected === 0 && !exportsOnly) {
    throw new InvalidInputError("icp_rules", excluded === 0 ? NO_COMPANY : allExcluded(excluded));
  }
  return { outcome: "success", ...(excluded > 0 && { note: passedOver(excluded) }) };

  /** If fewer companies fit than the tenant expects, adds companies of the right industry, whatever their country and size. */
  async function fillUpToFloor(fitting: number): Promise<number> {
    const floor = Math.min(run.manifest.candidateFloor, run.manifest.cap);
    if (fitting >= floor) return fitting;
    const filled = await database.withTenant(run.tenantId, (transaction) =>
      addIndustryMatches(transaction, run, { floor, at: clock() }),
    );
    if (filled > fitting) {
      const reason = `${fitting} companies fit the profile, ${floor} are expected; ${filled - fitting} added by industry`;
      await run.degradations.note("industry_only_candidates", { stage: "select_targets", reason });
    }
    return filled;
  }
};
