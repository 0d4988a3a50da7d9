import type { Database } from "../../database/database.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import type { RefusalLog } from "../../observability/refusals/create-refusal-log.ts";
import type { Access } from "../ports/access.ts";
import type { Roles } from "./create-roles.ts";

/** Who may do what, by their roles, and the audit log. Refusals are counted there, not listed. */
export function createAccess(database: Database, roles: Roles, refusals: RefusalLog): Access {
  return {
    async listTenantsFor(slackUserId) {
      return (await roles.listFor(slackUserId)).map(({ tenantId }) => tenantId);
    },
    roleOf: (slackUserId, tenantId) => roles.roleOf(slackUserId, tenantId),
    async audit(act) {
      const { tenantId, actor, action, subject, detail } = act;
      if (detail?.["refused"] === true) {
        // Whoever presses a button all day fills no table.
        const about = { door: "slack", reason: "missing_role", address: null } as const;
        await refusals.note({ ...about, tenantId, actor, action, subject, detail });
        return;
      }
      await database.withTenant(tenantId, (transaction) => insertAudit(transaction, act));
    },
  };
}
