import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import type { Database } from "../../database/database.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import { givenRoleOf, listTenantsOf, roleOf } from "../../database/tenants/user-store.ts";
import type { Access } from "../ports/access.ts";

/** Roles as tenant_users has them; the first admin has every role. */
export function createAccess(database: Database, firstAdmin: string | undefined): Access {
  return {
    async listTenantsFor(slackUserId) {
      const roles = await listTenantsOf(database, slackUserId, firstAdmin);
      return roles.map(({ tenantId }) => tenantId);
    },
    async roleOf(slackUserId, tenantId) {
      if (tenantId !== PLATFORM_TENANT) return roleOf(database, slackUserId, tenantId, firstAdmin);
      return slackUserId === firstAdmin ? "admin" : givenRoleOf(database, slackUserId, tenantId);
    },
    audit: (act) => database.withTenant(act.tenantId, (transaction) => insertAudit(transaction, act)),
  };
}
