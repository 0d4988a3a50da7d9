import type { Alert } from "../../entities/alert.ts";
import type { RunbookStep } from "../../entities/runbook-step.ts";
import type { Runbook } from "./runbook.ts";

/** What an automatic check found. */
export interface Diagnosis {
  readonly label: string;
  readonly result: "ok" | "attention" | "unknown";
  readonly detail: string;
}

/** A runbook as a checklist for one alert. */
export interface ChecklistCard {
  readonly alert: Pick<Alert, "tenantId" | "alertId" | "ruleId" | "drill"> & Partial<Pick<Alert, "subject">>;
  readonly runbook: Pick<Runbook, "id" | "title">;
  readonly machine: readonly Diagnosis[];
  readonly steps: readonly {
    readonly key: string;
    readonly text: string;
    /** Null until somebody ticks it. */
    readonly done: Pick<RunbookStep, "actor" | "doneAt" | "secondsSinceFired"> | null;
  }[];
}
