import type { Transaction } from "../../database/database.ts";
import { insertAudit } from "../../database/tenants/audit-store.ts";
import type { Severity } from "../../entities/vocabulary.ts";
import { NotFoundError } from "../../errors.ts";
import { retireAlerts } from "../raising/retire-alerts.ts";
import { builtInRules, findBuiltInRule } from "../rules/rule-catalogue.ts";
import { checkOrder, checkSettings, checkThresholds, requireThreshold } from "./check-rule-settings.ts";
import type { RuleChange } from "./customise-rules.ts";
import { findOwn, lockBuiltIn, type RuleActor, readRows, saveRow } from "./rule-row-store.ts";
import { type RuleView, type StoredRule, viewBuiltInRule, viewOwnRule } from "./rule-view.ts";

/** How the built-in rules are judged for a tenant. */
export interface RuleOverrides {
  /** Keyed `CR-02.warnRatio`: the policy's thresholds, overridden by those of the rules' rows. */
  readonly thresholds: Readonly<Record<string, number>>;
  readonly changes: ReadonlyMap<string, RuleChange>;
}

/** Every rule of a tenant, the built-in ones first, in the order of the table. */
export async function listRules(
  transaction: Transaction,
  tenantId: string,
  policyThresholds: Readonly<Record<string, number>>,
): Promise<RuleView[]> {
  const rows = await readRows(transaction, tenantId);
  const builtIn = builtInRules(tenantId).map((rule) =>
    viewBuiltInRule(
      rule,
      rows.find(({ ruleId }) => ruleId === rule.id),
      policyThresholds,
    ),
  );
  return [...builtIn, ...rows.map(viewOwnRule).filter((view) => view !== null)];
}

/** One rule. Throws NotFoundError. */
export async function readRule(
  transaction: Transaction,
  tenantId: string,
  ruleId: string,
  policyThresholds: Readonly<Record<string, number>>,
): Promise<RuleView> {
  const rules = await listRules(transaction, tenantId, policyThresholds);
  const rule = rules.find((known) => known.ruleId.toLowerCase() === ruleId.toLowerCase());
  if (rule !== undefined) return rule;
  throw new NotFoundError(
    "rule",
    ruleId,
    rules.map((known) => known.ruleId),
  );
}

/** What evaluation needs from a tenant's rows, in one query. */
export async function readRuleOverrides(
  transaction: Transaction,
  tenantId: string,
  policyThresholds: Readonly<Record<string, number>>,
): Promise<RuleOverrides> {
  return overridesOf(await readRows(transaction, tenantId), policyThresholds);
}

/** The same for every tenant, in one query. As the service role. */
export async function readAllRuleOverrides(
  transaction: Transaction,
): Promise<(tenantId: string, policyThresholds: Readonly<Record<string, number>>) => RuleOverrides> {
  const rows = Map.groupBy(await readRows(transaction, null), ({ tenantId }) => tenantId);
  return (tenantId, policyThresholds) => overridesOf(rows.get(tenantId) ?? [], policyThresholds);
}

function overridesOf(
  rows: readonly StoredRule[],
  policyThresholds: Readonly<Record<string, number>>,
): RuleOverrides {
  const thresholds: Record<string, number> = { ...policyThresholds };
  const changes = new Map<string, RuleChange>();
  for (const { type, ruleId, parameters, enabled, severity, cooldownMinutes } of rows) {
    if (type !== "built_in") continue;
    changes.set(ruleId, { enabled, severity, cooldownMinutes });
    for (const [name, value] of Object.entries(parameters)) {
      if (typeof value === "number") thresholds[`${ruleId}.${name}`] = value;
    }
  }
  return { thresholds, changes };
}

/**
 * Sets a threshold of a built-in rule for a tenant; null restores the policy's value or the default. Throws NotFoundError,
 * or InvalidInputError naming the threshold and its allowed values.
 */
export async function setThreshold(
  transaction: Transaction,
  { tenantId, actor }: RuleActor,
  { ruleId, name, value }: { readonly ruleId: string; readonly name: string; readonly value: number | null },
): Promise<void> {
  const rule = findBuiltInRule(tenantId, ruleId);
  if (value !== null) checkThresholds(rule, { [name]: value });
  else requireThreshold(rule, name);
  const before = await lockBuiltIn(transaction, rule, { tenantId, actor });
  const { [name]: old, ...others } = before.parameters;
  checkOrder(rule, value === null ? others : { ...others, [name]: value });
  await saveRow(transaction, actor, {
    ...before,
    parameters: value === null ? others : { ...others, [name]: value },
  });
  await insertAudit(transaction, {
    tenantId,
    actor,
    action: "rule.threshold",
    subject: rule.id,
    detail: { threshold: name, from: old ?? null, to: value },
  });
}

/** Switches a rule on or off, built-in or the tenant's own; switching it off ends its open alerts. Throws NotFoundError. */
export async function setRuleEnabled(
  transaction: Transaction,
  { tenantId, actor }: RuleActor,
  { ruleId, enabled }: { readonly ruleId: string; readonly enabled: boolean },
  now: Date,
): Promise<void> {
  const row = await lockRule(transaction, { tenantId, actor }, ruleId);
  await saveRow(transaction, actor, { ...row, enabled });
  const action = enabled ? "rule.enable" : "rule.disable";
  await insertAudit(transaction, {
    tenantId,
    actor,
    action,
    subject: row.ruleId,
    detail: { from: row.enabled },
  });
  if (!enabled) await retireAlerts(transaction, { tenantId, ruleId: row.ruleId, by: actor }, now);
}

/** Changes a built-in rule's severity and cooldown; null restores the rule's own, a missing field stays as it is. Throws NotFoundError or InvalidInputError. */
export async function setRuleSettings(
  transaction: Transaction,
  { tenantId, actor }: RuleActor,
  {
    ruleId,
    ...changes
  }: {
    readonly ruleId: string;
    readonly severity?: Severity | null;
    readonly cooldownMinutes?: number | null;
  },
): Promise<void> {
  checkSettings(changes);
  const row = await lockBuiltIn(transaction, findBuiltInRule(tenantId, ruleId), { tenantId, actor });
  await saveRow(transaction, actor, { ...row, ...changes });
  const detail = { from: { severity: row.severity, cooldownMinutes: row.cooldownMinutes }, to: changes };
  await insertAudit(transaction, { tenantId, actor, action: "rule.settings", subject: row.ruleId, detail });
}

async function lockRule(transaction: Transaction, by: RuleActor, ruleId: string): Promise<StoredRule> {
  const own = await findOwn(transaction, by.tenantId, ruleId);
  return own ?? lockBuiltIn(transaction, findBuiltInRule(by.tenantId, ruleId), by);
}
