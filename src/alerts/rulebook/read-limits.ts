import type { RuleSettings, Threshold } from "./rule.ts";

/** A rule's thresholds for one tenant, and what was wrong with the tenant's own values (defaults replace those). */
export interface RuleLimits {
  readonly values: Readonly<Record<string, number>>;
  readonly problems: readonly { readonly key: string; readonly problem: string }[];
}

/** A month: a condition that had to last longer would never be reported. */
const MOST_MINUTES = 31 * 24 * 60;

/** Applies a tenant's thresholds (keyed `CR-02.warnRatio`) over a rule's defaults. */
export function readLimits(
  rule: Pick<RuleSettings, "id" | "thresholds" | "ascending">,
  overrides: Readonly<Record<string, number>>,
): RuleLimits {
  const values: Record<string, number> = {};
  const problems: { key: string; problem: string }[] = [];
  for (const [name, threshold] of Object.entries(rule.thresholds)) {
    const key = `${rule.id}.${name}`;
    const own = overrides[key];
    const problem = own === undefined ? null : problemWith(own, threshold);
    values[name] = own === undefined || problem !== null ? threshold.value : own;
    if (problem !== null) problems.push({ key, problem });
  }
  const disorder = disorderIn(rule, values);
  if (disorder !== null) {
    for (const [name, { value }] of Object.entries(rule.thresholds))
      if (rule.ascending?.includes(name)) values[name] = value;
    problems.push({ key: `${rule.id}.${disorder.name}`, problem: disorder.problem });
  }
  for (const key of Object.keys(overrides)) {
    if (key.startsWith(`${rule.id}.`) && !(key.slice(rule.id.length + 1) in rule.thresholds)) {
      const known = Object.keys(rule.thresholds).join(", ") || "none";
      problems.push({ key, problem: `is not a threshold of this rule (known: ${known})` });
    }
  }
  return { values, problems };
}

/** Which threshold is above the one that must not be below it; null when they are in order. */
export function disorderIn(
  { id, ascending }: Pick<RuleSettings, "id" | "ascending">,
  values: Readonly<Record<string, number>>,
): { readonly name: string; readonly problem: string } | null {
  if (ascending === undefined) return null;
  const [low, high] = ascending;
  const [lower, upper] = [values[low], values[high]];
  if (lower === undefined || upper === undefined || lower <= upper) return null;
  return { name: low, problem: `is ${lower}, but must not be above ${id}.${high}, which is ${upper}` };
}

/** Why a threshold cannot be this value, or null when it can. */
export function problemWith(value: number, { unit }: Threshold): string | null {
  switch (unit) {
    case "ratio":
      return value >= 0 && value <= 1 ? null : `is ${value}, but a ratio is between 0 and 1`;
    case "count":
      return Number.isSafeInteger(value) && value >= 0
        ? null
        : `is ${value}, but a count is a whole number from 0`;
    case "minutes":
      return value >= 0 && value <= MOST_MINUTES
        ? null
        : `is ${value}, but minutes are a number from 0 to ${MOST_MINUTES}`;
    case "usd":
      return Number.isFinite(value) && value >= 0 ? null : `is ${value}, but US dollars are a number from 0`;
    case "switch":
      return value === 0 || value === 1 ? null : `is ${value}, but a switch is 0 or 1`;
  }
}
