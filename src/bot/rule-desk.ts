import { problemWith, readLimits } from "../alerts/limits.ts";
import type { RuleSettings, Threshold } from "../alerts/rule.ts";
import { RULES } from "../alerts/rules.ts";
import { readTenantPolicy } from "../config/tenant-policy.ts";
import { insertAudit } from "../database/audit-store.ts";
import type { Database } from "../database/database.ts";
import { lockStoredPolicy, savePolicy } from "../database/tenant-admin-store.ts";
import { readTenant } from "../database/tenant-store.ts";
import { InvalidInputError, NotFoundError } from "../errors.ts";
import type { RuleDesk, TenantRule } from "./ports/rule-desk.ts";

/** The built-in rules with the thresholds of a tenant's policy. */
export function createRuleDesk(database: Database): RuleDesk {
  return {
    async list(tenantId) {
      const { policy } = await readTenant(database, tenantId);
      return RULES.map((rule) => showRule(rule, policy.thresholds));
    },
    setThreshold: ({ tenantId, key, value, actor }) =>
      database.withTenant(tenantId, async (transaction) => {
        const { rule, threshold } = findThreshold(key);
        const problem = value === null ? null : problemWith(value, threshold);
        if (problem !== null) throw new InvalidInputError(key, problem);
        const stored = await lockStoredPolicy(transaction);
        const { thresholds } = readTenantPolicy(tenantId, stored);
        const { [key]: before, ...others } = thresholds;
        const next = value === null ? others : { ...others, [key]: value };
        await savePolicy(transaction, tenantId, { ...stored, thresholds: next });
        await insertAudit(transaction, {
          tenantId,
          actor,
          action: "rule.threshold",
          subject: rule.id,
          detail: { threshold: key, from: before ?? null, to: value },
        });
        return showRule(rule, next);
      }),
  };
}

function findThreshold(key: string): { readonly rule: RuleSettings; readonly threshold: Threshold } {
  const dot = key.indexOf(".");
  const [ruleId, name] = [key.slice(0, dot), key.slice(dot + 1)];
  const rule: RuleSettings | undefined = RULES.find(({ id }) => id === ruleId);
  if (rule === undefined) {
    throw new NotFoundError(
      "rule",
      ruleId.slice(0, 60),
      RULES.map(({ id }) => id),
    );
  }
  const threshold = rule.thresholds[name];
  if (threshold === undefined) {
    const known = Object.keys(rule.thresholds).join(", ") || "none";
    throw new InvalidInputError(key.slice(0, 80), `is no threshold of ${rule.id} (known: ${known})`);
  }
  return { rule, threshold };
}

function showRule(rule: RuleSettings, own: Readonly<Record<string, number>>): TenantRule {
  const { values } = readLimits(rule, own);
  return {
    id: rule.id,
    title: rule.title,
    severity: rule.severity,
    enabled: true,
    thresholds: Object.entries(rule.thresholds).map(([name, { value, unit, meaning }]) => ({
      name,
      value: values[name] ?? value,
      standard: value,
      unit,
      meaning,
    })),
  };
}
