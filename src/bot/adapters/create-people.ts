import { calledPeople, withCalled } from "../../config/called-people.ts";
import { readTenantPolicy } from "../../config/tenant-policy.ts";
import type { Database } from "../../database/database.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import { lockStoredPolicy, savePolicy } from "../../database/tenants/tenant-admin-store.ts";
import { listUsers, removeUser, saveUser } from "../../database/tenants/user-store.ts";
import type { People } from "../ports/people.ts";

/** Who may do what, kept in tenant_users. */
export function createPeople(database: Database): People {
  return {
    list: (tenantId) => database.withTenant(tenantId, listUsers),
    listCalled: (tenantId) =>
      database.withTenant(tenantId, async (transaction) =>
        calledPeople(readTenantPolicy(tenantId, await lockStoredPolicy(transaction))),
      ),
    setCalled: ({ tenantId, called, actor }) =>
      database.withTenant(tenantId, async (transaction) => {
        const policy = withCalled(await lockStoredPolicy(transaction), called);
        readTenantPolicy(tenantId, policy);
        await savePolicy(transaction, tenantId, policy);
        await insertAudit(transaction, {
          tenantId,
          actor,
          action: "tenant.call",
          subject: tenantId,
          detail: { called },
        });
      }),
    setRole: ({ tenantId, userId, role, actor }) =>
      database.withTenant(tenantId, async (transaction) => {
        if (role === null) await removeUser(transaction, userId);
        else await saveUser(transaction, { tenantId, userId, role });
        const action = role === null ? "user.remove" : "user.add";
        await insertAudit(transaction, { tenantId, actor, action, subject: userId, detail: { role } });
      }),
  };
}
