import { measureServiceLevels, type ServiceLevelFigure } from "../objectives/measure-service-levels.ts";
import { createRule } from "../rulebook/create-rule.ts";
import { counted, percent } from "../rulebook/phrases.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";

/** A service level is not kept over its window: too many nights fail, take too long, crawl too little or find too few addresses. */
export const serviceLevel = createRule(RULE_TABLE["SLO-16"], ({ run, serviceLevels }, limits, say) =>
  measureServiceLevels(serviceLevels, limits).flatMap((figure) => {
    const { subject, isKept } = figure;
    if (isKept === null) return [];
    if (isKept) return [say.clear(subject)];
    return [
      say.fires(subject, {
        summary: summaryOf(figure),
        loss: lossOf(figure),
        facts: { runId: run.runId, ...factsOf(figure) },
      }),
    ];
  }),
);

function summaryOf({ title, target, targetValue, value, nights, windowNights, budget }: ServiceLevelFigure) {
  if (budget !== null)
    return `${counted(budget.failed, "night")} of ${nights} failed within ${windowNights} nights; ${budget.allowed} may fail (target ${percent(targetValue)}).`;
  if (target === "durationP95Minutes")
    return `95 % of ${counted(nights, "night")} took up to ${Math.round(value ?? 0)} minutes; the target is less than ${targetValue}.`;
  return `${title}: the median of ${counted(nights, "night")} is ${percent(value ?? 0)}; the target is ${percent(targetValue)}.`;
}

function lossOf({ target, budget, windowNights }: ServiceLevelFigure): string {
  if (budget !== null)
    return `${counted(budget.failed, "night")} of ${windowNights} brought no leads in time.`;
  switch (target) {
    case "durationP95Minutes":
      return "Leads are ready later than promised; none is lost.";
    case "crawlSuccessRatio":
      return "Leads rest on fewer sites than promised; none is lost.";
    case "runSuccessRatio":
      return "Nights brought no leads in time.";
    case "businessEmailRatio":
      return "Fewer of the companies than promised can be written to.";
  }
}

function factsOf({ target, targetValue, value, nights, budget }: ServiceLevelFigure) {
  if (budget !== null) return { failed: budget.failed, ended: nights, target: targetValue };
  if (target === "durationP95Minutes") return { p95Minutes: value, nights, target: targetValue };
  return { value, nights, target: targetValue };
}
