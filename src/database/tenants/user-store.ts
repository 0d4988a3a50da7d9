import { ROLES, type Role } from "../../entities/vocabulary.ts";
import type { Database, Transaction } from "../database.ts";

/** A Slack user's role for a tenant. */
export interface UserRole {
  readonly tenantId: string;
  readonly role: Role;
}

/**
 * Where a Slack user may act, in order of the tenants' ids. `firstAdmin` (the setting SLACK_FIRST_ADMIN, if any) is
 * admin of every active tenant.
 */
export async function listTenantsOf(
  database: Database,
  slackUserId: string,
  firstAdmin: string | undefined,
): Promise<UserRole[]> {
  return database.withService((transaction) =>
    slackUserId === firstAdmin
      ? transaction.query<UserRole[]>(
          `select tenant_id as "tenantId", 'admin' as role from tenants where active order by tenant_id`,
        )
      : transaction.query<UserRole[]>(
          `select u.tenant_id as "tenantId", u.role from find_user_tenants($1) u
           join tenants t on t.tenant_id = u.tenant_id and t.active order by u.tenant_id`,
          [slackUserId],
        ),
  );
}

/** A user's role under an id that is not a tenant's, such as the installation's; null if none. */
export async function givenRoleOf(
  database: Database,
  slackUserId: string,
  tenantId: string,
): Promise<Role | null> {
  const roles = await database.withService((transaction) =>
    transaction.query<{ role: Role }[]>("select role from find_user_tenants($1) where tenant_id = $2", [
      slackUserId,
      tenantId,
    ]),
  );
  return roles[0]?.role ?? null;
}

/** Gives a Slack user a role, replacing any other. */
export async function saveUser(
  transaction: Transaction,
  user: { readonly tenantId: string; readonly userId: string; readonly role: Role },
): Promise<void> {
  await transaction.query(
    `insert into tenant_users (tenant_id, user_id, role) values ($1, $2, $3)
     on conflict (tenant_id, user_id) do update set role = excluded.role`,
    [user.tenantId, user.userId, user.role],
  );
}

/** False when the user had no role. */
export async function removeUser(transaction: Transaction, userId: string): Promise<boolean> {
  const [, count] = await transaction.query<[unknown[], number]>(
    "delete from tenant_users where user_id = $1",
    [userId],
  );
  return count > 0;
}

/** The users of the transaction's tenant, the most powerful roles first. */
export async function listUsers(transaction: Transaction): Promise<{ userId: string; role: Role }[]> {
  return transaction.query<{ userId: string; role: Role }[]>(
    `select user_id as "userId", role from tenant_users order by array_position($1::text[], role) desc, user_id`,
    [ROLES],
  );
}
