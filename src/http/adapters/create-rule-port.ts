import { replayThresholds } from "../../alerts/replay/replay-alerts.ts";
import { testRule } from "../../alerts/replay/test-rule.ts";
import { AGENT_RULE_TYPES } from "../../alerts/rulebook/agent-rule-table.ts";
import { createOwnRule, deleteOwnRule, updateOwnRule } from "../../alerts/settings/own-rule-store.ts";
import type { RuleActor } from "../../alerts/settings/rule-row-store.ts";
import {
  listRules,
  readRule,
  setRuleEnabled,
  setRuleSettings,
  setThreshold,
} from "../../alerts/settings/rule-store.ts";
import type { RuleView } from "../../alerts/settings/rule-view.ts";
import type { Clock } from "../../clock.ts";
import type { Database, Transaction } from "../../database/database.ts";
import { readTenant } from "../../database/tenants/tenant-store.ts";
import { InvalidInputError } from "../../errors.ts";
import type { RuleChanges, RulePort } from "../ports/rule-port.ts";

/** The rules of a tenant over HTTP, each change in a transaction with its audit. */
export function createRulePort(world: { readonly database: Database; readonly clock: Clock }): RulePort {
  const { database, clock } = world;

  async function changing(
    by: RuleActor,
    work: (transaction: Transaction) => Promise<string>,
  ): Promise<RuleView> {
    const { policy } = await readTenant(database, by.tenantId);
    return database.withTenant(by.tenantId, async (transaction) =>
      readRule(transaction, by.tenantId, await work(transaction), policy.thresholds),
    );
  }

  return {
    async list(tenantId) {
      const { policy } = await readTenant(database, tenantId);
      return database.withTenant(tenantId, (transaction) =>
        listRules(transaction, tenantId, policy.thresholds),
      );
    },
    async read(tenantId, ruleId) {
      const { policy } = await readTenant(database, tenantId);
      return database.withTenant(tenantId, (transaction) =>
        readRule(transaction, tenantId, ruleId, policy.thresholds),
      );
    },
    create: (by, input) => changing(by, (transaction) => createOwnRule(transaction, by, input)),
    change: (by, ruleId, changes) =>
      changing(by, async (transaction) => {
        const rule = await readRule(transaction, by.tenantId, ruleId, {});
        if (rule.type === "built_in") await changeBuiltIn(transaction, by, rule.ruleId, changes);
        else await changeOwn(transaction, by, rule, changes);
        return rule.ruleId;
      }),
    toggle: (by, ruleId, enabled) =>
      changing(by, async (transaction) => {
        await setRuleEnabled(transaction, by, { ruleId, enabled }, clock());
        return ruleId;
      }),
    remove: (by, ruleId) =>
      database.withTenant(by.tenantId, async (transaction) => {
        const { type } = await readRule(transaction, by.tenantId, ruleId, {});
        if (type === "built_in") {
          throw new InvalidInputError("rule", "is built in and cannot be deleted; switch it off instead");
        }
        await deleteOwnRule(transaction, by, ruleId, clock());
      }),
    test: (tenantId, ruleId, thresholds) => testRule(world, tenantId, { ruleId, thresholds }),
    replay: (tenantId, wish) => replayThresholds(world, tenantId, wish),
  };
}

async function changeBuiltIn(
  transaction: Transaction,
  by: RuleActor,
  ruleId: string,
  { thresholds = {}, name, agentId, ...settings }: RuleChanges,
): Promise<void> {
  if (name !== undefined || agentId !== undefined) {
    const field = name === undefined ? "agentId" : "name";
    throw new InvalidInputError(field, "can be changed of a rule of your own only, and this one is built in");
  }
  for (const [threshold, value] of Object.entries(thresholds)) {
    await setThreshold(transaction, by, { ruleId, name: threshold, value });
  }
  if (Object.keys(settings).length > 0) await setRuleSettings(transaction, by, { ruleId, ...settings });
}

async function changeOwn(
  transaction: Transaction,
  by: RuleActor,
  rule: RuleView,
  changes: RuleChanges,
): Promise<void> {
  const kept = rule.thresholds.flatMap(({ name, override }) =>
    override === null ? [] : [[name, override] as const],
  );
  const given = { ...Object.fromEntries(kept), ...changes.thresholds };
  const thresholds = Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
  );
  const own = rule.type === "built_in" ? null : AGENT_RULE_TYPES[rule.type];
  await updateOwnRule(transaction, by, {
    ruleId: rule.ruleId,
    name: changes.name ?? rule.title,
    agentId: changes.agentId ?? rule.agentId ?? "",
    thresholds,
    severity: changes.severity === undefined ? unlessOwn(rule.severity, own?.severity) : changes.severity,
    cooldownMinutes:
      changes.cooldownMinutes === undefined
        ? unlessOwn(rule.cooldownMinutes, own?.cooldownMinutes)
        : changes.cooldownMinutes,
  });
}

/** What is the same as the type's own is not kept as a choice. */
function unlessOwn<Value>(value: Value, own: Value | undefined): Value | null {
  return value === own ? null : value;
}
