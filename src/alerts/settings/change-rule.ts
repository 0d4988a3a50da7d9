import type { Transaction } from "../../database/database.ts";
import type { Severity } from "../../entities/vocabulary.ts";
import { InvalidInputError } from "../../errors.ts";
import { AGENT_RULE_TYPES } from "../rulebook/agent-rule-table.ts";
import { updateOwnRule } from "./own-rule-store.ts";
import type { RuleActor } from "./rule-row-store.ts";
import { readRule, setRuleSettings, setThreshold } from "./rule-store.ts";
import type { RuleView } from "./rule-view.ts";

/** A change of a rule; what is left out stays. Null restores the default. */
export interface RuleChanges {
  readonly thresholds?: Readonly<Record<string, number | null>>;
  readonly severity?: Severity | null;
  readonly cooldownMinutes?: number | null;
  /** Only for a rule of the tenant's own. */
  readonly name?: string;
  readonly agentId?: string;
}

/** Changes a rule, built in or the tenant's own; returns its id. Throws NotFoundError or InvalidInputError. */
export async function changeRule(
  transaction: Transaction,
  by: RuleActor,
  ruleId: string,
  changes: RuleChanges,
): Promise<string> {
  const rule = await readRule(transaction, by.tenantId, ruleId, {});
  if (rule.type === "built_in") await changeBuiltIn(transaction, by, rule.ruleId, changes);
  else await changeOwn(transaction, by, rule, changes);
  return rule.ruleId;
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
