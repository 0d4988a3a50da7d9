import type { Database } from "../../../database/database.ts";
import { listActiveTenants } from "../../../database/tenants/tenant-store.ts";
import { listUnknownKeys } from "../../../otlp/unknown-key-store.ts";
import { type DoctorFinding, warn } from "./doctor-finding.ts";

const MOST_NAMED = 5;

/** The `gen_ai.*` attributes that tenants' agents send over OTLP and that we do not read in any generation. */
export async function checkOpenTelemetry(database: Database): Promise<DoctorFinding[]> {
  const findings: DoctorFinding[] = [];
  for (const { tenantId } of await database.withService(listActiveTenants)) {
    const keys = await database.withTenant(tenantId, (transaction) => listUnknownKeys(transaction, tenantId));
    if (keys.length === 0) continue;
    const named = keys
      .slice(0, MOST_NAMED)
      .map(({ key, uses, agentId }) => `${key} (${uses} ×, last by ${agentId})`);
    const more = keys.length > MOST_NAMED ? ` and ${keys.length - MOST_NAMED} more` : "";
    findings.push(
      warn(
        `OpenTelemetry of ${tenantId}`,
        `attributes that are not read: ${named.join(", ")}${more}`,
        "a newer nightshift may read them; docs/observability/otlp.md has the names that are read",
      ),
    );
  }
  return findings;
}
