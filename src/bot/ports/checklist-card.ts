/** A runbook as a checklist for one alert. */
export interface ChecklistCard {
  readonly alert: {
    readonly tenantId: string;
    readonly alertId: string;
    readonly ruleId: string;
    readonly subject?: string;
    readonly drill?: boolean;
  };
  readonly runbook: { readonly id: string; readonly title: string };
  /** What a machine has looked at. */
  readonly machine: readonly {
    readonly label: string;
    readonly result: "ok" | "attention" | "unknown";
    readonly detail: string;
  }[];
  readonly steps: readonly {
    readonly key: string;
    readonly text: string;
    /** Null until somebody ticks it. */
    readonly done: {
      readonly actor: string;
      readonly doneAt: Date;
      readonly secondsSinceFired: number;
    } | null;
  }[];
}
