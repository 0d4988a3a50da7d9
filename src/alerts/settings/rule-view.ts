import type { AlertRuleRow } from "../../entities/alert-rule-row.ts";
import type { AlertRuleType, Severity } from "../../entities/vocabulary.ts";
import { AGENT_RULE_TYPES, type AgentRuleSettings } from "../rulebook/agent-rule-table.ts";
import { problemWith } from "../rulebook/read-limits.ts";
import type { Threshold } from "../rulebook/rule.ts";
import type { BuiltInRule } from "../rules/rule-catalogue.ts";

/** A threshold as people see and set it. */
export interface ThresholdView extends Omit<Threshold, "value"> {
  readonly name: string;
  /** `CR-02.warnRatio` */
  readonly key: string;
  /** The value in effect. */
  readonly value: number;
  readonly default: number;
  /** The tenant's own value; null: the default is in effect. */
  readonly override: number | null;
}

/** A rule as people see and set it. */
export interface RuleView {
  /** A built-in rule's id, or the uuid of the tenant's own. */
  readonly ruleId: string;
  readonly type: AlertRuleType;
  readonly title: string;
  readonly enabled: boolean;
  readonly severity: Severity;
  readonly cooldownMinutes: number;
  readonly runbookId: string;
  /** How its alerts start and end; null for a tenant's own rule, which is judged at once. */
  readonly judging: Pick<BuiltInRule, "forDurationMinutes" | "keepFiringMinutes" | "noData" | "topic"> | null;
  /** The agent it is about; null for a built-in rule. */
  readonly agentId: string | null;
  readonly thresholds: readonly ThresholdView[];
  /** Who changed it last; null when nobody has. */
  readonly updatedBy: string | null;
  readonly updatedAt: Date | null;
}

/** The columns of a stored row that a rule needs. */
export type StoredRule = Pick<
  AlertRuleRow,
  | "tenantId"
  | "ruleId"
  | "type"
  | "name"
  | "parameters"
  | "enabled"
  | "severity"
  | "cooldownMinutes"
  | "updatedBy"
  | "updatedAt"
>;

/** A built-in rule with the tenant's policy and row applied; the row wins. */
export function viewBuiltInRule(
  rule: BuiltInRule,
  row: StoredRule | undefined,
  policyThresholds: Readonly<Record<string, number>>,
): RuleView {
  return {
    ...viewSettings(rule, row),
    ruleId: rule.id,
    type: "built_in",
    title: rule.title,
    enabled: row?.enabled ?? true,
    judging: {
      forDurationMinutes: rule.forDurationMinutes,
      keepFiringMinutes: rule.keepFiringMinutes,
      noData: rule.noData,
      topic: rule.topic,
    },
    agentId: null,
    thresholds: viewThresholds(rule, (name) => numberIn(row, name) ?? policyThresholds[`${rule.id}.${name}`]),
  };
}

/** A tenant's own rule; null for a built-in one. */
export function viewOwnRule(row: StoredRule): RuleView | null {
  if (row.type === "built_in") return null;
  const settings: AgentRuleSettings = AGENT_RULE_TYPES[row.type];
  const agentId = row.parameters["agentId"];
  return {
    ...viewSettings(settings, row),
    ruleId: row.ruleId,
    type: row.type,
    title: row.name,
    enabled: row.enabled,
    judging: null,
    agentId: typeof agentId === "string" ? agentId : null,
    thresholds: viewThresholds(settings, (name) => numberIn(row, name)),
  };
}

function viewSettings(settings: AgentRuleSettings, row: StoredRule | undefined) {
  return {
    severity: row?.severity ?? settings.severity,
    cooldownMinutes: row?.cooldownMinutes ?? settings.cooldownMinutes,
    runbookId: settings.runbookId,
    updatedBy: row?.updatedBy ?? null,
    updatedAt: row?.updatedAt ?? null,
  };
}

function viewThresholds(
  { id, thresholds }: Pick<AgentRuleSettings, "id" | "thresholds">,
  own: (name: string) => number | undefined,
): ThresholdView[] {
  return Object.entries<Threshold>(thresholds).map(([name, { value, unit, meaning }]) => {
    const override = own(name) ?? null;
    // An invalid override is not used (the rule reports that), so it must not be shown as the value in effect.
    const isUsable = override !== null && problemWith(override, { value, unit, meaning }) === null;
    return {
      name,
      key: `${id}.${name}`,
      value: isUsable ? override : value,
      default: value,
      override,
      unit,
      meaning,
    };
  });
}

function numberIn(row: StoredRule | undefined, name: string): number | undefined {
  const value = row?.parameters[name];
  return typeof value === "number" ? value : undefined;
}
