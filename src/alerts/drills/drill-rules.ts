import { NotFoundError } from "../../errors.ts";
import type { NotifierName } from "../../messages/notifier.ts";
import { AGENT_RULE_TYPES } from "../rulebook/agent-rule-table.ts";
import { PLATFORM_RULES } from "../rulebook/platform-rule-table.ts";
import type { RuleSettings } from "../rulebook/rule.ts";
import { TENANT_RULES } from "../rules/rules.ts";

/** A rule as far as drilling it goes. */
export type DrillRule = Pick<RuleSettings, "id" | "title" | "runbookId" | "topic"> & {
  /** It is about the installation, whatever the tenant. */
  readonly isOfPlatform: boolean;
  /** Who hears of an alert about the installation besides Slack. */
  readonly alsoNotify: readonly NotifierName[];
};

/** Every rule there is can be drilled, the kinds of rule about agents by the ids of their runbooks. */
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

/** In any case of its letters. Throws NotFoundError, which lists the rules there are. */
export function findDrillRule(ruleId: string): DrillRule {
  const rule = DRILL_RULES.find(({ id }) => id.toLowerCase() === ruleId.toLowerCase());
  if (rule !== undefined) return rule;
  throw new NotFoundError(
    "rule",
    ruleId,
    DRILL_RULES.map(({ id }) => id),
  );
}
