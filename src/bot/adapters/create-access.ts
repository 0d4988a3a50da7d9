import type { Database } from "../../database/database.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import type { Access } from "../ports/access.ts";
import type { Roles } from "./create-roles.ts";

/** Who may do what, by their roles, and the audit log. */
export function createAccess(database: Database, roles: Roles): Access {
  return {
    async listTenantsFor(slackUserId) {
      return (await roles.listFor(slackUserId)).map(({ tenantId }) => tenantId);
    },
    roleOf: (slackUserId, tenantId) => roles.roleOf(slackUserId, tenantId),
    audit: (act) => database.withTenant(act.tenantId, (transaction) => insertAudit(transaction, act)),
  };
}
