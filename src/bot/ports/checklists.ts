import type { ChecklistCard } from "../../alerts/runbooks/checklist-card.ts";

/** The runbook of an alert as a checklist. */
export interface Checklists {
  /** Null when there is no such alert, or its rule has no runbook. `actor` is a Slack user id. */
  tick(act: {
    readonly tenantId: string;
    readonly alertId: string;
    /** Keys of the steps that were ticked, and of those whose tick was taken back. */
    readonly ticked: readonly string[];
    readonly unticked: readonly string[];
    readonly actor: string;
    readonly now: Date;
  }): Promise<ChecklistCard | null>;
}
