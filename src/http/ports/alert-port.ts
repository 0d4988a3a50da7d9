import type { MeasuredResponse } from "../../alerts/reports/read-measured-response.ts";

/** Reads a tenant's alerts. */
export interface AlertPort {
  /** How the tenant's alerts of the last `days` days were responded to. */
  readResponse(tenantId: string, days: number): Promise<MeasuredResponse>;
}
