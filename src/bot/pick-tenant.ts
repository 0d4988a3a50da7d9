import { PLATFORM_TENANT } from "../alerts/platform-rules.ts";
import type { Role } from "../entities/vocabulary.ts";
import { NotFoundError, UsageError } from "../errors.ts";
import type { BotDependencies } from "./dependencies.ts";
import { type Act, requireRole } from "./require-role.ts";

type Needed = Pick<BotDependencies, "listTenantsFor" | "roleOf" | "audit">;

/** Most tenants one answer looks through; somebody with more must name one. */
const MAX_TENANTS = 20;

/** The tenants a command means: the named one (`platform`: the installation), or all of the person's. Each needs `role`. */
export async function pickTenants(
  slackUserId: string,
  words: readonly string[],
  { role, action }: { readonly role: Role; readonly action: Act },
  dependencies: Needed,
): Promise<readonly string[]> {
  const [named, ...surplus] = words;
  if (surplus.length > 0) {
    const text = surplus.join(" ").slice(0, 60);
    throw new UsageError(
      `"${text}" is more than this command takes. Say \`help\` after it for what it does.`,
    );
  }
  // Nobody means the installation without saying so.
  if (named === PLATFORM_TENANT) {
    await requireRole({ slackUserId, tenantId: named }, role, action, dependencies);
    return [named];
  }
  const own = await dependencies.listTenantsFor(slackUserId);
  if (named !== undefined && !own.includes(named)) throw new NotFoundError("tenant", named.slice(0, 60), own);
  if (own.length === 0) {
    throw new UsageError(
      "You have no role for any tenant yet. Ask an admin for one: `/nightshift roles` is theirs.",
    );
  }
  const tenantIds = named === undefined ? own : [named];
  if (tenantIds.length > MAX_TENANTS) {
    throw new UsageError(`You see ${own.length} tenants: name the one you mean.`);
  }
  for (const tenantId of tenantIds) await requireRole({ slackUserId, tenantId }, role, action, dependencies);
  return tenantIds;
}

/** The one tenant a command means: the named one, or the person's only one. */
export async function pickTenant(
  slackUserId: string,
  words: readonly string[],
  needed: { readonly role: Role; readonly action: Act },
  dependencies: Needed,
): Promise<string> {
  if (words.length === 0) {
    const own = await dependencies.listTenantsFor(slackUserId);
    if (own.length > 1) {
      const names = own.slice(0, 20).join(", ");
      throw new UsageError(`Say which tenant, after the command: ${names}.`);
    }
  }
  const [tenantId = ""] = await pickTenants(slackUserId, words, needed, dependencies);
  return tenantId;
}
