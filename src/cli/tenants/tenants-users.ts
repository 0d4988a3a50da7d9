import type { Command } from "commander";
import { PLATFORM_TENANT } from "../../alerts/rulebook/platform-rule-table.ts";
import { listUsers, removeUser, saveUser } from "../../database/tenants/user-store.ts";
import { isSlackUser } from "../../entities/slack-mention.ts";
import { ROLES } from "../../entities/vocabulary.ts";
import { InvalidInputError } from "../../errors.ts";
import { readWord } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { auditCli, onTenantOrPlatform } from "../kit/on-tenant.ts";
import { renderTable } from "../kit/render-table.ts";

const ACTS = ["add", "remove", "list"] as const;

/** `tenants users`: which Slack users may do what for a tenant. */
export function registerTenantsUsers(tenants: Command, context: CliContext): void {
  tenants
    .command("users")
    .description("list who may do what for a tenant, give somebody a role, or take it away")
    .argument("<id>", `the tenant, or ${PLATFORM_TENANT} for the installation`)
    .argument("<act>", ACTS.join(", "))
    .argument("[user]", "Slack user id such as U012AB3CD (profile, three dots, Copy member ID)")
    .argument("[role]", ROLES.join(", "))
    .action(async (tenantId: string, act: string, user: string | undefined, role: string | undefined) => {
      switch (readWord("act", act, ACTS)) {
        case "list":
          return list(context, tenantId);
        case "add":
          return add(context, tenantId, user, role);
        case "remove":
          return remove(context, tenantId, user);
      }
    });
}

async function list(context: CliContext, tenantId: string): Promise<void> {
  const users = await onTenantOrPlatform(context, tenantId, listUsers);
  const firstAdmin = context.environment().SLACK_FIRST_ADMIN;
  context.print(
    renderTable(
      ["USER", "ROLE"],
      [
        ...(firstAdmin === undefined ? [] : [[firstAdmin, "admin (SLACK_FIRST_ADMIN)"]]),
        ...users.map((user) => [user.userId, user.role]),
      ],
    ),
  );
}

async function add(
  context: CliContext,
  tenantId: string,
  user: string | undefined,
  text: string | undefined,
): Promise<void> {
  const userId = readUserId(user);
  const role = readWord("role", text ?? "", ROLES);
  await onTenantOrPlatform(context, tenantId, async (transaction) => {
    await saveUser(transaction, { tenantId, userId, role });
    await auditCli(transaction, { tenantId, action: "user.add", subject: userId, detail: { role } });
  });
  context.print(`${userId} is ${role} of ${tenantId}.`);
}

async function remove(context: CliContext, tenantId: string, user: string | undefined): Promise<void> {
  const userId = readUserId(user);
  const existed = await onTenantOrPlatform(context, tenantId, async (transaction) => {
    const removed = await removeUser(transaction, userId);
    if (removed) await auditCli(transaction, { tenantId, action: "user.remove", subject: userId });
    return removed;
  });
  context.print(
    existed ? `${userId} has no role for ${tenantId} any more.` : `${userId} had no role for ${tenantId}.`,
  );
}

function readUserId(text: string | undefined): string {
  if (text === undefined || !isSlackUser(text)) {
    throw new InvalidInputError(
      "user",
      "must be a Slack user id such as U012AB3CD (profile, three dots, Copy member ID)",
    );
  }
  return text;
}
