import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import type { Database } from "../../database/database.ts";
import { givenRoleOf, listTenantsOf, type UserRole } from "../../database/tenants/user-store.ts";
import { ROLES, type Role } from "../../entities/vocabulary.ts";
import type { OtherIdOf } from "../workspace/create-other-ids.ts";

/** The roles of people, whichever of their Slack ids they were given to. */
export interface Roles {
  /** For tenants, in order of their ids. */
  listFor(slackUserId: string): Promise<readonly UserRole[]>;
  /** For a tenant, or for the installation (`platform`); null when there is none. */
  roleOf(slackUserId: string, tenantId: string): Promise<Role | null>;
}

/** Roles as tenant_users has them; the first admin has every role. */
export function createRoles(database: Database, firstAdmin: string | undefined, otherIdOf: OtherIdOf): Roles {
  async function idsOf(slackUserId: string): Promise<string[]> {
    const otherId = await otherIdOf(slackUserId);
    return otherId === null ? [slackUserId] : [slackUserId, otherId];
  }

  async function listFor(slackUserId: string): Promise<readonly UserRole[]> {
    const ids = await idsOf(slackUserId);
    const [own = [], other = []] = await Promise.all(
      ids.map((id) => listTenantsOf(database, id, firstAdmin)),
    );
    if (other.length === 0) return own;
    const byTenant = Map.groupBy([...own, ...other], ({ tenantId }) => tenantId);
    return [...byTenant]
      .map(([tenantId, held]) => ({ tenantId, role: highest(held.map(({ role }) => role)) }))
      .toSorted((one, another) => (one.tenantId < another.tenantId ? -1 : 1));
  }

  return {
    listFor,
    async roleOf(slackUserId, tenantId) {
      if (tenantId !== PLATFORM_TENANT) {
        return (await listFor(slackUserId)).find((held) => held.tenantId === tenantId)?.role ?? null;
      }
      const ids = await idsOf(slackUserId);
      if (ids.some((id) => id === firstAdmin)) return "admin";
      const held = await Promise.all(ids.map((id) => givenRoleOf(database, id, tenantId)));
      const given = held.filter((role) => role !== null);
      return given.length === 0 ? null : highest(given);
    },
  };
}

function highest(roles: readonly Role[]): Role {
  return ROLES.findLast((role) => roles.includes(role)) ?? ROLES[0];
}
