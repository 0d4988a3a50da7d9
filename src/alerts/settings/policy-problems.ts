import type { TenantPolicy } from "../../config/tenant-policy.ts";
import { VENDOR_TABLE } from "../../entities/vendor-table.ts";
import { readLimits } from "../rulebook/read-limits.ts";
import { TENANT_RULES } from "../rules/rules.ts";

/** What a policy of the right shape asks for that cannot be: each with its field and the remedy. */
export function policyProblems({ budgets, thresholds }: TenantPolicy): string[] {
  const { perRun, perDay } = budgets;
  const names = [...VENDOR_TABLE.flatMap(({ budget }) => (budget === null ? [] : [budget])), "usd" as const];
  const overDay = names
    .filter((name) => (perRun[name] ?? 0) > (perDay[name] ?? Number.POSITIVE_INFINITY))
    .map(
      (name) =>
        `budgets.perRun.${name} is ${perRun[name]}, more than the ${perDay[name]} of a whole day; lower it, or raise budgets.perDay.${name}`,
    );
  const outOfRange = TENANT_RULES.flatMap((rule) => readLimits(rule, thresholds).problems).map(
    ({ key, problem }) => `thresholds.${key} ${problem}`,
  );
  const ofNoRule = Object.keys(thresholds)
    .filter((key) => !TENANT_RULES.some(({ id }) => key.startsWith(`${id}.`)))
    .map(
      (key) =>
        `thresholds.${key} belongs to no rule; \`node_modules/.bin/nightshift alerts rules\` lists them`,
    );
  return [...overDay, ...outOfRange, ...ofNoRule];
}
