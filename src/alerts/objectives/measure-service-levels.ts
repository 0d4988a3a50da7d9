import type { ServiceLevels } from "../rulebook/rule.ts";
import type { RULE_TABLE } from "../rulebook/rule-table.ts";
import { errorBudget, type ServiceLevelObjective, SLO_TABLE } from "./slo-table.ts";

type SloThreshold = keyof (typeof RULE_TABLE)["SLO-16"]["thresholds"];

/** How a tenant's service level stands. */
export interface ServiceLevelFigure extends ServiceLevelObjective {
  readonly targetValue: number;
  /** A share, or minutes; null when there is no night to measure. */
  readonly value: number | null;
  readonly nights: number;
  /** Null when there are too few nights to tell. */
  readonly isKept: boolean | null;
  /** How many nights failed, and how many may; null where nights are not counted. */
  readonly budget: { readonly failed: number; readonly allowed: number } | null;
}

/** (1 - 0.98) * 100 is a little more or less than 2. */
const TINY = 1e-9;

/** Each service level of slo-table.ts, as SLO-16 judges it and as people see it. */
export function measureServiceLevels(
  found: ServiceLevels,
  limits: Readonly<Record<SloThreshold, number>>,
): ServiceLevelFigure[] {
  const { runSuccess, runDuration, crawlSuccess, businessEmail } = SLO_TABLE;
  const allowed = Math.floor(errorBudget(found.ended, limits.runSuccessRatio) + TINY);
  const isEnough = (nights: number) => nights >= limits.minimumNights;
  const p95 = found.durationP95Minutes;
  const median = (slo: ServiceLevelObjective, value: number | null, nights: number): ServiceLevelFigure => ({
    ...slo,
    targetValue: limits[slo.target],
    value,
    nights,
    isKept: value === null || !isEnough(nights) ? null : value >= limits[slo.target],
    budget: null,
  });
  return [
    {
      ...runSuccess,
      targetValue: limits.runSuccessRatio,
      value: found.ended === 0 ? null : (found.ended - found.failed) / found.ended,
      nights: found.ended,
      isKept: found.ended === 0 ? null : found.failed <= allowed,
      budget: { failed: found.failed, allowed },
    },
    {
      ...runDuration,
      targetValue: limits.durationP95Minutes,
      value: p95,
      nights: found.durations,
      isKept: p95 === null || !isEnough(found.durations) ? null : p95 < limits.durationP95Minutes,
      budget: null,
    },
    median(crawlSuccess, found.crawlSuccessP50, found.crawls),
    median(businessEmail, found.businessEmailP50, found.businessEmails),
  ];
}
