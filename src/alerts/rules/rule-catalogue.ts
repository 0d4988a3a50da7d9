import { NotFoundError } from "../../errors.ts";
import { PLATFORM_RULES, PLATFORM_TENANT } from "../rulebook/platform-rule-table.ts";
import type { RuleSettings } from "../rulebook/rule.ts";
import { TENANT_RULES } from "./rules.ts";

/** The part of a built-in rule that can be set up. */
export type BuiltInRule = Omit<RuleSettings, "window">;

/** The built-in rules of a tenant; for the tenant id `platform`, those about the installation. */
export function builtInRules(tenantId: string): readonly BuiltInRule[] {
  return tenantId === PLATFORM_TENANT ? PLATFORM_RULES : TENANT_RULES;
}

/** Throws NotFoundError, which lists the known rules. */
export function findBuiltInRule(tenantId: string, ruleId: string): BuiltInRule {
  const rules = builtInRules(tenantId);
  const rule = rules.find(({ id }) => id.toLowerCase() === ruleId.toLowerCase());
  if (rule !== undefined) return rule;
  throw new NotFoundError(
    "rule",
    ruleId,
    rules.map(({ id }) => id),
  );
}

/** Which channel a rule's alerts go to, built-in or not. */
export function findRuleTopic(ruleId: string): BuiltInRule["topic"] {
  return TENANT_RULES.find(({ id }) => id === ruleId)?.topic ?? "operations";
}
