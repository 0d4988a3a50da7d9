import { ROLES, type Role } from "../../entities/vocabulary.ts";
import { ForbiddenError } from "../../errors.ts";
import { headOf } from "../blocks/kit/text.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** Every act that needs a role: its name in the audit log, and its name for people. */
const ACTS = {
  "alert.acknowledge": "Acknowledging an alert",
  "alert.resolve": "Resolving an alert",
  "alert.feedback": "Judging an alert",
  "alert.list": "Listing alerts",
  "alert.read": "Reading an alert",
  "silence.create": "Silencing alerts",
  "silence.list": "Listing silences",
  "silence.undo": "Undoing a silence",
  "rule.list": "Listing rules",
  "rule.set": "Changing a threshold",
  "rule.try": "Trying a threshold",
  "runbook.tick": "Ticking a step",
  "drill.start": "Starting a drill",
  "messages.retry": "Retrying messages",
  "run.list": "Listing runs",
  "vendor.list": "Listing vendors",
  "run.stats": "Reading a run",
  "trace.read": "Following a trace",
  "run.start": "Starting a run",
  "run.rerun": "Doing a stage again",
  "run.cancel": "Stopping a run",
  "view.refresh": "Refreshing the candidate view",
  "odoo_key.ask": "Asking for a new Odoo key",
  "qa.verdict": "Judging a sample",
  "qa.export": "Exporting samples",
  "events.export": "Exporting events",
  "key.list": "Listing API keys",
  "key.change": "Changing API keys",
  "people.list": "Seeing who may do what",
  "alert.people": "Changing who has an alert",
  "people.role": "Changing who may do what",
  "people.call": "Changing whom alerts call",
} as const;
export type Act = keyof typeof ACTS;

const MAX_TENANT_ID = 200;

/**
 * Requires at least the role `needed` for the tenant. A refusal names the role and is audited, under the installation where
 * there is no such tenant. To a person without any role, it reads the same whether or not the tenant exists.
 */
export async function requireRole(
  who: { slackUserId: string; tenantId: string },
  needed: Role,
  action: Act,
  dependencies: Pick<BotDependencies, "access">,
): Promise<void> {
  const role = await dependencies.access.roleOf(who.slackUserId, who.tenantId);
  if (role !== null && ROLES.indexOf(role) >= ROLES.indexOf(needed)) return;
  const tenant = headOf(who.tenantId, 60);
  // A button may name a tenant that never was, which is audited and answered alike.
  await dependencies.access.audit({
    tenantId: who.tenantId.slice(0, MAX_TENANT_ID),
    actor: `slack:${who.slackUserId}`,
    action,
    subject: who.tenantId.slice(0, MAX_TENANT_ID),
    detail: { refused: true, role, needed },
  });
  const has = role === null ? "you have none there" : `yours is "${role}"`;
  throw new ForbiddenError(ACTS[action], `the role "${needed}" for ${tenant} (${has})`);
}
