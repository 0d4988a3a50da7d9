import type { Database } from "../../database/database.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import { listUsers, removeUser, saveUser } from "../../database/tenants/user-store.ts";
import type { People } from "../ports/people.ts";

/** Who may do what, kept in tenant_users. */
export function createPeople(database: Database): People {
  return {
    list: (tenantId) => database.withTenant(tenantId, listUsers),
    setRole: ({ tenantId, userId, role, actor }) =>
      database.withTenant(tenantId, async (transaction) => {
        if (role === null) await removeUser(transaction, userId);
        else await saveUser(transaction, { tenantId, userId, role });
        const action = role === null ? "user.remove" : "user.add";
        await insertAudit(transaction, { tenantId, actor, action, subject: userId, detail: { role } });
      }),
  };
}
