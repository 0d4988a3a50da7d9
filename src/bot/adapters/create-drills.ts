import { findDrillRule } from "../../alerts/drills/drill-rules.ts";
import { type DrillDependencies, startDrill } from "../../alerts/drills/run-drill.ts";
import type { Drills } from "../ports/drills.ts";

/** Drills started from Slack. */
export function createDrills(dependencies: DrillDependencies): Drills {
  return {
    isOfPlatform: (ruleId) => findDrillRule(ruleId).isOfPlatform,
    async start(wish) {
      const { drillId } = await startDrill(dependencies, wish);
      const paged = wish.pages ? "people are paged, too" : "nobody is paged";
      return {
        drillId,
        note: `Its card appears in the alert channel, marked as a drill; ${paged}. Acknowledge it and work through its runbook. The score follows within a minute of resolving it, or after an hour.`,
      };
    },
  };
}
