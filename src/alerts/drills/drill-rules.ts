import { NotFoundError } from "../../errors.ts";
import type { NotifierName } from "../../messages/notifier.ts";
import { AGENT_RULE_TYPES } from "../rulebook/agent-rule-table.ts";
import { PLATFORM_RULES } from "../rulebook/platform-rule-table.ts";
import type { RuleSettings } from "../rulebook/rule.ts";
import { TENANT_RULES } from "../rules/rules.ts";

/** The part of a rule that a drill needs. */
export type DrillRule = Pick<RuleSettings, "id" | "title" | "runbookId" | "topic"> & {
  /** It is about the installation, not about a tenant. */
  readonly isOfPlatform: boolean;
  /** Notifiers that report an alert about the installation besides Slack. */
  readonly alsoNotify: readonly NotifierName[];
};

/** Every rule can be drilled; kinds of rules about agents are named by the ids of their runbooks. */
export const DRILL_RULES: readonly DrillRule[] = [
  ...TENANT_RULES.map((rule) => ({ ...rule, isOfPlatform: false, alsoNotify: [] })),
  ...PLATFORM_RULES.map((rule) => ({ ...rule, isOfPlatform: true })),
  ...Object.values(AGENT_RULE_TYPES).map((rule) => ({
    ...rule,
    topic: "operations" as const,
    isOfPlatform: false,
    alsoNotify: [],
  })),
];

/** Upper or lower case. Throws NotFoundError, which lists the known rules. */
export function findDrillRule(ruleId: string): DrillRule {
  const rule = DRILL_RULES.find(({ id }) => id.toLowerCase() === ruleId.toLowerCase());
  if (rule !== undefined) return rule;
  throw new NotFoundError(
    "rule",
    ruleId,
    DRILL_RULES.map(({ id }) => id),
  );
}
