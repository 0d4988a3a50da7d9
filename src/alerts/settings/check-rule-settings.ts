import { SEVERITIES, type Severity } from "../../entities/vocabulary.ts";
import { InvalidInputError } from "../../errors.ts";
import { disorderIn, problemWith } from "../rulebook/read-limits.ts";
import type { BuiltInRule } from "../rules/rule-catalogue.ts";

const MAX_COOLDOWN_MINUTES = 365 * 24 * 60;

/** Throws InvalidInputError when the rule has no such threshold, or the value is not allowed. */
export function checkThresholds(
  rule: Pick<BuiltInRule, "id" | "thresholds">,
  values: Readonly<Record<string, number>>,
): void {
  for (const [name, value] of Object.entries(values)) {
    const problem = problemWith(value, requireThreshold(rule, name));
    if (problem !== null) throw new InvalidInputError(`${rule.id}.${name}`, problem);
  }
}

/** Throws InvalidInputError when these parameters, over the defaults, put thresholds in the wrong order. */
export function checkOrder(
  rule: Pick<BuiltInRule, "id" | "thresholds" | "ascending">,
  parameters: Readonly<Record<string, unknown>>,
): void {
  const values: Record<string, number> = {};
  for (const [name, { value }] of Object.entries(rule.thresholds)) {
    const own = parameters[name];
    values[name] = typeof own === "number" ? own : value;
  }
  const disorder = disorderIn(rule, values);
  if (disorder !== null) throw new InvalidInputError(`${rule.id}.${disorder.name}`, disorder.problem);
}

export function requireThreshold({ id, thresholds }: Pick<BuiltInRule, "id" | "thresholds">, name: string) {
  const threshold = Object.hasOwn(thresholds, name) ? thresholds[name] : undefined;
  if (threshold !== undefined) return threshold;
  const known = Object.keys(thresholds).join(", ") || "none";
  throw new InvalidInputError(`${id}.${name}`, `is not a threshold of this rule (known: ${known})`);
}

export function checkSettings({
  severity,
  cooldownMinutes,
}: {
  readonly severity?: Severity | null;
  readonly cooldownMinutes?: number | null;
}): void {
  if (severity !== undefined && severity !== null && !SEVERITIES.includes(severity)) {
    throw new InvalidInputError("severity", `must be one of ${SEVERITIES.join(", ")}`);
  }
  if (cooldownMinutes === undefined || cooldownMinutes === null) return;
  if (
    !Number.isSafeInteger(cooldownMinutes) ||
    cooldownMinutes < 0 ||
    cooldownMinutes > MAX_COOLDOWN_MINUTES
  ) {
    throw new InvalidInputError(
      "cooldownMinutes",
      `must be a whole number from 0 to ${MAX_COOLDOWN_MINUTES}`,
    );
  }
}
