import type { ChecklistCard } from "../../alerts/runbooks/checklist-card.ts";

/** The runbook of an alert as a checklist. */
export interface ChecklistDesk {
  /** Null when there is no such alert, or its rule has no runbook. `actor` is a Slack user id. */
  tick(act: {
    readonly tenantId: string;
    readonly alertId: string;
    /** Keys of steps that are done now, and of those that are not done after all. */
    readonly ticked: readonly string[];
    readonly unticked: readonly string[];
    readonly actor: string;
    readonly now: Date;
  }): Promise<ChecklistCard | null>;
}
