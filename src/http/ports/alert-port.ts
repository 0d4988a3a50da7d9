import type { AlertHistoryRow } from "../../alerts/lifecycle/alert-list-store.ts";
import type { MeasuredResponse } from "../../alerts/reports/read-measured-response.ts";
import type { CauseVerdict } from "../../diagnosis/diagnose.ts";
import type { AlertState } from "../../entities/vocabulary.ts";

/** Which alerts are listed, the newest first. */
export interface AlertQuery {
  readonly state: AlertState | "open" | null;
  readonly ruleId: string | null;
  readonly limit: number;
  readonly offset: number;
}

/** Reads and acknowledges a tenant's alerts. */
export interface AlertPort {
  list(tenantId: string, query: AlertQuery): Promise<readonly AlertHistoryRow[]>;
  /** Throws NotFoundError. `isChanged` is false if it was already acknowledged or resolved. */
  acknowledge(
    by: { readonly tenantId: string; readonly actor: string },
    alertId: string,
  ): Promise<{ readonly alert: AlertHistoryRow; readonly isChanged: boolean }>;
  /** Why it fired, from what is stored now. Throws NotFoundError. */
  diagnose(tenantId: string, alertId: string): Promise<CauseVerdict>;
  /** How the tenant's alerts of the last `days` days were responded to. */
  readResponse(tenantId: string, days: number): Promise<MeasuredResponse>;
}
