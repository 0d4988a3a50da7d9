import { type DrillDependencies, startDrill } from "../alerts/run-drill.ts";
import type { DrillDesk } from "./ports/drill-desk.ts";

/** Drills as Slack starts them. */
export function createDrillDesk(dependencies: DrillDependencies): DrillDesk {
  return {
    async start({ tenantId, ruleId, actor }) {
      const { drillId } = await startDrill(dependencies, { tenantId, ruleId, actor });
      return {
        drillId,
        note: "Its card comes to the alert channel, marked as a drill. Acknowledge it and go through its runbook; it is scored when it is resolved, or after an hour.",
      };
    },
  };
}
