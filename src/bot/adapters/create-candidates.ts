import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import { refreshCandidates } from "../../database/tenants/candidate-view-store.ts";
import type { Candidates } from "../ports/candidates.ts";

export function createCandidates(database: Database, clock: Clock): Candidates {
  return {
    refresh: ({ tenantId, actor }) =>
      database.withTenant(
        tenantId,
        async (transaction) => {
          await refreshCandidates(transaction);
          await insertAudit(transaction, {
            tenantId,
            actor: `slack:${actor}`,
            action: "view.refresh",
            subject: "icp_candidate_companies",
            detail: {},
            at: clock(),
          });
        },
        { isLong: true },
      ),
  };
}
