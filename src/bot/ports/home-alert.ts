import type { AlertState, Severity } from "../../entities/vocabulary.ts";

/** An alert in one line. `link` leads to its card; null until it is posted. */
export interface HomeAlert {
  readonly tenantId: string;
  readonly alertId: string;
  readonly ruleId: string;
  readonly severity: Severity;
  readonly state: AlertState;
  readonly summary: string;
  readonly firedAt: Date;
  /** When its condition began; null or absent: when it fired. */
  readonly begunAt?: Date | null;
  readonly drill: boolean;
  /** Null until somebody takes it. */
  readonly acknowledgedBy: string | null;
  /** Null while it is open; `system` when the condition went away by itself. */
  readonly resolvedBy: string | null;
  readonly resolvedAt: Date | null;
  readonly link: string | null;
}
