import { createRule } from "../create-rule.ts";
import { counted, percent } from "../phrases.ts";
import { RULE_TABLE } from "../rule-table.ts";
import { errorBudget, SLO_TABLE } from "../slo-table.ts";

/** A service level is not kept over its window: nights that fail, take too long, crawl too little or find too few addresses. */
export const serviceLevel = createRule(RULE_TABLE["SLO-16"], ({ run, serviceLevels: found }, limits, say) => {
  const { runId } = run;
  const { runSuccess, runDuration, crawlSuccess, businessEmail } = SLO_TABLE;
  const budget = errorBudget(found.ended, limits.runSuccessRatio);

  function judge(
    { subject }: { readonly subject: string },
    isBreached: boolean | null,
    summary: () => string,
    facts: Readonly<Record<string, number | null>>,
  ) {
    if (isBreached === null) return [];
    return [
      isBreached
        ? say.fires(subject, { summary: summary(), facts: { runId, ...facts } })
        : say.clear(subject),
    ];
  }

  function judgeMedian(
    slo: typeof crawlSuccess | typeof businessEmail,
    value: number | null,
    nights: number,
    target: number,
  ) {
    const isBreached = value === null || nights < limits.minimumNights ? null : value < target;
    return judge(
      slo,
      isBreached,
      () =>
        `${slo.title}: the median of ${counted(nights, "night")} is ${percent(value ?? 0)}, the target ${percent(target)}.`,
      { value, nights, target },
    );
  }

  const p95 = found.durationP95Minutes;
  const isSlow =
    p95 === null || found.durations < limits.minimumNights ? null : p95 >= limits.durationP95Minutes;
  return [
    ...judge(
      runSuccess,
      found.ended === 0 ? null : isOver(found.failed, budget),
      () =>
        `${counted(found.failed, "night")} of ${found.ended} failed within ${runSuccess.windowNights} nights, ${Math.floor(budget + TINY)} may (target ${percent(limits.runSuccessRatio)}).`,
      { failed: found.failed, ended: found.ended, target: limits.runSuccessRatio },
    ),
    ...judge(
      runDuration,
      isSlow,
      () =>
        `95 % of ${counted(found.durations, "night")} took up to ${Math.round(p95 ?? 0)} minutes, the target is less than ${limits.durationP95Minutes}.`,
      { p95Minutes: p95, nights: found.durations, target: limits.durationP95Minutes },
    ),
    ...judgeMedian(crawlSuccess, found.crawlSuccessP50, found.crawls, limits.crawlSuccessRatio),
    ...judgeMedian(businessEmail, found.businessEmailP50, found.businessEmails, limits.businessEmailRatio),
  ];
});

/** (1 - 0.98) * 100 is a little more or less than 2. */
const TINY = 1e-9;

function isOver(failed: number, budget: number): boolean {
  return failed > budget + TINY;
}
