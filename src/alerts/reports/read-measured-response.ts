import type { Database, Transaction } from "../../database/database.ts";
import { countFeedback } from "./feedback-store.ts";
import { measurePrecision, type RulePrecision } from "./measure-precision.ts";
import { measureResponse, type ResponseReport, readEpisodes } from "./measure-response.ts";
import { listResponseSteps, type ResponseWindow } from "./response-store.ts";
import {
  type FleetServiceLevel,
  reportServiceLevels,
  type TenantServiceLevels,
} from "./service-level-report-store.ts";

/** How people responded to the alerts of a window, how useful each rule was, and the service levels at its end. */
export interface MeasuredResponse extends ResponseReport {
  readonly since: Date;
  readonly until: Date;
  readonly precision: readonly RulePrecision[];
  readonly serviceLevels: readonly TenantServiceLevels[];
  /** Null for a single tenant. */
  readonly fleet: FleetServiceLevel | null;
}

/** Measures the window of a tenant, or without one of every tenant. */
export async function readMeasuredResponse(
  { database }: { readonly database: Database },
  window: ResponseWindow,
): Promise<MeasuredResponse> {
  const { tenantId = null, since, until } = window;
  const read = async (transaction: Transaction) => {
    const report = measureResponse(readEpisodes(await listResponseSteps(transaction, window)), until);
    const precision = measurePrecision(await countFeedback(transaction, window));
    const { tenants, fleet } = await reportServiceLevels(transaction, tenantId, until);
    return { ...report, since, until, precision, serviceLevels: tenants, fleet };
  };
  return tenantId === null ? database.withService(read) : database.withTenant(tenantId, read);
}
