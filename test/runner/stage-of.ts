import type { RunStageStat } from "../../src/entities/run-stage-stat.ts";
import type { Stage } from "../../src/entities/stage-table.ts";
import type { RunRecord } from "../../src/observability/reads/run-read-store.ts";

/** A stage of a run. */
export function stageOf({ stages }: RunRecord, wanted: Stage): RunStageStat {
  const found = stages.find(({ stage }) => stage === wanted);
  if (found === undefined) throw new Error(`${wanted} is not recorded`);
  return found;
}
