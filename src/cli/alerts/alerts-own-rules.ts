import type { Command } from "commander";
import { AGENT_RULE_TYPES } from "../../alerts/rulebook/agent-rule-table.ts";
import { createOwnRule, deleteOwnRule } from "../../alerts/settings/own-rule-store.ts";
import { setRuleEnabled } from "../../alerts/settings/rule-store.ts";
import { requireTenant } from "../../database/tenants/tenant-admin-store.ts";
import { ALERT_RULE_TYPES, SEVERITIES } from "../../entities/vocabulary.ts";
import { InvalidInputError } from "../../errors.ts";
import { createRulePort } from "../../http/adapters/create-rule-port.ts";
import { readNumber, readWord } from "../kit/arguments.ts";
import type { CliContext } from "../kit/context.ts";
import { CLI_ACTOR, onTenant } from "../kit/on-tenant.ts";

interface CreateOptions {
  readonly tenant: string;
  readonly name: string;
  readonly agent: string;
  readonly threshold?: string[];
  readonly severity?: string;
  readonly cooldown?: string;
}

const OWN_TYPES = ALERT_RULE_TYPES.filter((type) => type !== "built_in");

/** `alerts create-rule|delete-rule|switch|set-cooldown`: a tenant's own rules about agents. */
export function registerAlertsOwnRules(alerts: Command, context: CliContext): void {
  alerts
    .command("create-rule")
    .description("make a rule of the tenant's own about an agent, and show its id")
    .argument("<type>", OWN_TYPES.join(", "))
    .requiredOption("--tenant <id>")
    .requiredOption("--agent <id>", "the agent it judges")
    .requiredOption("--name <text>", "what the card calls it")
    .option("--threshold <name=number...>", "e.g. limitUsd=5; those left out have their defaults")
    .option("--severity <word>", SEVERITIES.join(", "))
    .option("--cooldown <minutes>", "least time between two cards")
    .action(async (type: string, options: CreateOptions) => {
      const { tenant, name, agent: agentId, threshold = [], severity, cooldown } = options;
      const input = {
        type: readWord("type", type, OWN_TYPES),
        name,
        agentId,
        thresholds: readThresholds(threshold),
        severity: severity === undefined ? null : readWord("--severity", severity, SEVERITIES),
        cooldownMinutes: cooldown === undefined ? null : readNumber("--cooldown", cooldown, 0),
      };
      const ruleId = await onTenant(context, tenant, (transaction) =>
        createOwnRule(transaction, { tenantId: tenant, actor: CLI_ACTOR }, input),
      );
      context.print(ruleId);
      context.note(`Runbook: ${AGENT_RULE_TYPES[input.type].runbookId}.`);
    });

  alerts
    .command("delete-rule")
    .description("delete a rule of the tenant's own; its open alerts end")
    .argument("<rule>", "its id")
    .requiredOption("--tenant <id>")
    .action(async (ruleId: string, { tenant }: { tenant: string }) => {
      await onTenant(context, tenant, (transaction) =>
        deleteOwnRule(transaction, { tenantId: tenant, actor: CLI_ACTOR }, ruleId, context.clock()),
      );
      context.print(`Deleted the rule ${ruleId} of ${tenant}.`);
    });

  alerts
    .command("switch")
    .description("switch a rule on or off")
    .argument("<rule>", "its id")
    .argument("<state>", "on or off")
    .requiredOption("--tenant <id>")
    .action(async (ruleId: string, state: string, { tenant }: { tenant: string }) => {
      const enabled = readWord("state", state, ["on", "off"]) === "on";
      const by = { tenantId: tenant, actor: CLI_ACTOR };
      await onTenant(context, tenant, (transaction) =>
        setRuleEnabled(transaction, by, { ruleId, enabled }, context.clock()),
      );
      context.print(`Rule ${ruleId} of ${tenant} is ${state}.`);
    });

  alerts
    .command("set-cooldown")
    .description("set how long a rule waits before it alerts again; `default` restores its own")
    .argument("<rule>", "its id")
    .argument("<minutes>", "a whole number, or default")
    .requiredOption("--tenant <id>")
    .action(async (ruleId: string, text: string, { tenant }: { tenant: string }) => {
      const cooldownMinutes = text === "default" ? null : readNumber("minutes", text, 0);
      await context.withConnection(async ({ database }) => {
        await requireTenant(database, tenant);
        const rules = createRulePort({ database, clock: context.clock });
        await rules.change({ tenantId: tenant, actor: CLI_ACTOR }, ruleId, { cooldownMinutes });
      });
      const waits = cooldownMinutes === null ? "as long as its type does" : `${cooldownMinutes} minutes`;
      context.print(`Rule ${ruleId} of ${tenant} waits ${waits} before it alerts again.`);
    });
}

function readThresholds(texts: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    texts.map((text) => {
      const [name = "", value = ""] = text.split("=");
      const number = Number(value);
      if (name === "" || value.trim() === "" || !Number.isFinite(number))
        throw new InvalidInputError(
          "--threshold",
          `must be a name and a number such as limitUsd=5, not "${text}"`,
        );
      return [name, number];
    }),
  );
}
