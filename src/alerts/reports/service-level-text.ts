import type { ServiceLevelFigure } from "../objectives/measure-service-levels.ts";
import { percent } from "../rulebook/phrases.ts";

/** A service level in a few words: "Run success 97.8 % of 90 nights, 2 failed and 1 may (target 98 %)". */
export function serviceLevelText(figure: ServiceLevelFigure): string {
  const { title, value, nights, targetValue, budget, target } = figure;
  if (value === null) return `${title}: no night to measure`;
  const isMinutes = target === "durationP95Minutes";
  const shown = isMinutes ? `${Math.round(value)} min (95th percentile)` : percent(value);
  const wanted = isMinutes ? `below ${targetValue} min` : percent(targetValue);
  const spent = budget === null ? "" : `, ${budget.failed} failed and ${budget.allowed} may`;
  return `${title} ${shown} of ${nights === 1 ? "1 night" : `${nights} nights`}${spent} (target ${wanted})`;
}

/** Whether it is kept, not kept, or too early to tell. */
export function keptText({ isKept }: Pick<ServiceLevelFigure, "isKept">): string {
  return isKept === null ? "too few nights" : isKept ? "kept" : "NOT KEPT";
}
