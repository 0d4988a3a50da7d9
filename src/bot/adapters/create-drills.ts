import { findDrillRule } from "../../alerts/drills/drill-rules.ts";
import { type DrillDependencies, startDrill } from "../../alerts/drills/run-drill.ts";
import type { DrillDesk } from "../ports/drills.ts";

/** Drills as Slack starts them. */
export function createDrillDesk(dependencies: DrillDependencies): DrillDesk {
  return {
    isOfPlatform: (ruleId) => findDrillRule(ruleId).isOfPlatform,
    async start(wish) {
      const { drillId } = await startDrill(dependencies, wish);
      const paged = wish.pages ? "whoever is paged is told, too" : "nobody is paged";
      return {
        drillId,
        note: `Its card comes to the alert channel, marked as a drill; ${paged}. Acknowledge it and go through its runbook; its score comes within a minute of resolving it, or after an hour.`,
      };
    },
  };
}
