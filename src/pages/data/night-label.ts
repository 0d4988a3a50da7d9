import type { ChartLabel } from "../../charts/chart.ts";
import type { Night } from "../../observability/nights/night.ts";
import { runPath } from "../kit/run-path.ts";

/** A night on the axis of a chart, with the way to its run. */
export function nightLabel(tenantId: string, { runDate, runId }: Night): ChartLabel {
  return { text: runDate.slice(5), href: runPath(tenantId, runId) };
}

/** The attempts of all stages of a night. */
export function outcomesOf({ stages }: Night): { readonly successes: number; readonly errors: number } {
  return {
    successes: stages.reduce((sum, { success }) => sum + success, 0),
    errors: stages.reduce((sum, { error }) => sum + error, 0),
  };
}
