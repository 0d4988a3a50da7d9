import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import { UsageError } from "../../errors.ts";
import { headOf } from "../blocks/kit/text.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";
import { ownTenant } from "./own-tenant.ts";
import { ACTS, type Act, requireRole } from "./require-role.ts";

type Needed = Pick<BotDependencies, "access">;

/** What a command requires of its user. */
interface Need {
  readonly action: Act;
  /** The installation has alerts and rules of its own, under the name `platform`: the command includes them. */
  readonly withPlatform?: boolean;
}

/** The most tenants one answer covers; a person with more must name one. */
const MAX_TENANTS = 20;

/** The tenants a command is about: the named one (`platform`: the installation), or all of the person's. Each requires the role that the act needs. */
export async function pickTenants(
  slackUserId: string,
  words: readonly string[],
  { action, withPlatform = false }: Need,
  dependencies: Needed,
): Promise<readonly string[]> {
  const [named, ...surplus] = words;
  if (surplus.length > 0) {
    const text = headOf(surplus.join(" "), 60);
    throw new UsageError(`"${text}" is more than this command takes. Add \`help\` to see what it does.`);
  }
  if (named?.toLowerCase() === PLATFORM_TENANT) {
    await requireRole({ slackUserId, tenantId: PLATFORM_TENANT }, action, dependencies);
    return [PLATFORM_TENANT];
  }
  const isOfPlatform =
    withPlatform && (await dependencies.access.roleOf(slackUserId, PLATFORM_TENANT)) !== null;
  const own = [
    ...(await dependencies.access.listTenantsFor(slackUserId)),
    ...(isOfPlatform ? [PLATFORM_TENANT] : []),
  ];
  if (own.length === 0) {
    await dependencies.access.audit({
      tenantId: PLATFORM_TENANT,
      actor: `slack:${slackUserId}`,
      action,
      subject: PLATFORM_TENANT,
      detail: { refused: true, role: null, needed: ACTS[action].role },
    });
    throw new UsageError("You have no role for any tenant yet. Ask an admin for one (`/nightshift roles`).");
  }
  const tenantIds = named === undefined ? own : [ownTenant(named, own)];
  if (tenantIds.length > MAX_TENANTS) {
    throw new UsageError(`You see ${own.length} tenants: name the one you mean.`);
  }
  for (const tenantId of tenantIds) await requireRole({ slackUserId, tenantId }, action, dependencies);
  return tenantIds;
}

/** The one tenant a command is about: the named one, or the person's only one. */
export async function pickTenant(
  slackUserId: string,
  words: readonly string[],
  needed: Need,
  dependencies: Needed,
): Promise<string> {
  let wanted = words;
  if (words.length === 0) {
    const own = await dependencies.access.listTenantsFor(slackUserId);
    if (own.length > 1) {
      const names = own.slice(0, 20).join(", ");
      throw new UsageError(`Say which tenant, after the command: ${names}.`);
    }
    wanted = own;
  }
  const [tenantId = ""] = await pickTenants(slackUserId, wanted, needed, dependencies);
  return tenantId;
}
