import { ROLES, type Role } from "../../entities/vocabulary.ts";
import { ForbiddenError } from "../../errors.ts";
import { headOf } from "../blocks/kit/text.ts";
import type { BotDependencies } from "../ports/bot-dependencies.ts";

/** Every act that needs a role: its name in the audit log, its name for people, and the least role that may do it. */
export const ACTS = {
  "alert.acknowledge": { words: "Acknowledging an alert", role: "operator" },
  "alert.resolve": { words: "Resolving an alert", role: "operator" },
  "alert.feedback": { words: "Judging an alert", role: "viewer" },
  "alert.list": { words: "Listing alerts", role: "viewer" },
  "alert.read": { words: "Reading an alert", role: "viewer" },
  "silence.create": { words: "Silencing alerts", role: "operator" },
  "silence.list": { words: "Listing silences", role: "viewer" },
  "silence.undo": { words: "Undoing a silence", role: "operator" },
  "rule.list": { words: "Listing rules", role: "viewer" },
  "rule.set": { words: "Changing a threshold", role: "admin" },
  "rule.try": { words: "Trying a threshold", role: "viewer" },
  "runbook.tick": { words: "Ticking a step", role: "operator" },
  "drill.start": { words: "Starting a drill", role: "operator" },
  "messages.retry": { words: "Retrying messages", role: "operator" },
  "run.list": { words: "Listing runs", role: "viewer" },
  "run.stats": { words: "Reading a run", role: "viewer" },
  "run.start": { words: "Starting a run", role: "operator" },
  "run.rerun": { words: "Doing a stage again", role: "operator" },
  "run.cancel": { words: "Stopping a run", role: "operator" },
  "view.refresh": { words: "Refreshing the candidate view", role: "operator" },
  "odoo_key.ask": { words: "Asking for a new Odoo key", role: "operator" },
  "qa.verdict": { words: "Judging a sample", role: "qa" },
  "gate.decide": { words: "Deciding about held leads", role: "qa" },
  "qa.export": { words: "Exporting samples", role: "viewer" },
  "events.export": { words: "Exporting events", role: "viewer" },
  "trace.read": { words: "Following a trace", role: "viewer" },
  "vendor.list": { words: "Listing vendors", role: "viewer" },
  "key.list": { words: "Listing API keys", role: "admin" },
  "key.change": { words: "Changing API keys", role: "admin" },
  "people.list": { words: "Seeing who may do what", role: "admin" },
  "alert.people": { words: "Changing who has an alert", role: "operator" },
  "people.role": { words: "Changing who may do what", role: "admin" },
  "people.call": { words: "Changing whom alerts call", role: "admin" },
} as const satisfies Record<string, { readonly words: string; readonly role: Role }>;
export type Act = keyof typeof ACTS;

const MAX_TENANT_ID = 200;

/**
 * Requires at least the role that an act needs for the tenant. A refusal names the role and is audited, under the installation where
 * there is no such tenant. To a person without any role, it reads the same whether or not the tenant exists.
 */
export async function requireRole(
  who: { slackUserId: string; tenantId: string },
  action: Act,
  dependencies: Pick<BotDependencies, "access">,
): Promise<void> {
  const { words, role: needed } = ACTS[action];
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
  throw new ForbiddenError(words, `the role "${needed}" for ${tenant} (${has})`);
}
