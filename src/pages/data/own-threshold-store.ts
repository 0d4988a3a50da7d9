import type { Database } from "../../database/database.ts";
import { readTenant } from "../../database/tenants/tenant-store.ts";
import { isInstallation } from "../kit/is-installation.ts";

/** What a tenant's policy says of thresholds; the installation has no policy. */
export async function readOwnThresholds(database: Database, tenantId: string) {
  return isInstallation(tenantId) ? {} : (await readTenant(database, tenantId)).policy.thresholds;
}
