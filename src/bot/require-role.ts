import { PLATFORM_TENANT } from "../alerts/platform-rules.ts";
import { ROLES, type Role } from "../entities/vocabulary.ts";
import { ForbiddenError, NotFoundError } from "../errors.ts";
import type { BotDependencies } from "./dependencies.ts";

/**
 * Lets a person with at least `needed` for the tenant pass. A refusal is audited. Somebody without any role learns only
 * of the tenants that are theirs, not whether this one exists.
 */
export async function requireRole(
  who: { slackUserId: string; tenantId: string },
  needed: Role,
  action: string,
  dependencies: Pick<BotDependencies, "roleOf" | "listTenantsFor" | "audit">,
): Promise<void> {
  const role = await dependencies.roleOf(who.slackUserId, who.tenantId);
  // That there is an installation is no secret.
  if (role === null && who.tenantId !== PLATFORM_TENANT) {
    throw new NotFoundError(
      "tenant",
      who.tenantId.slice(0, 60),
      await dependencies.listTenantsFor(who.slackUserId),
    );
  }
  if (role === null || ROLES.indexOf(role) < ROLES.indexOf(needed)) {
    await dependencies.audit({
      tenantId: who.tenantId,
      actor: `slack:${who.slackUserId}`,
      action,
      subject: who.tenantId,
      detail: { refused: true, role, needed },
    });
    throw new ForbiddenError(
      action,
      `the role "${needed}" for ${who.tenantId} (${role === null ? "you have none" : `yours is "${role}"`})`,
    );
  }
}
