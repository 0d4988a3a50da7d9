import { RULE_ITSELF } from "../rulebook/evaluate-rules.ts";
import type { Finding } from "../rulebook/rule.ts";
import type { RuleId } from "../rulebook/rule-id.ts";
import { AGENT_SCENARIOS } from "./agent-scenarios.ts";
import type { DrillScenario } from "./drill-scenario.ts";
import { NIGHT_SCENARIOS } from "./night-scenarios.ts";
import { PLATFORM_SCENARIOS } from "./platform-scenarios.ts";
import { SCHEDULE_SCENARIOS } from "./schedule-scenarios.ts";

/** A condition on which each built-in rule fires, by the rule's id; a rule without one does not compile. */
const DRILL_SCENARIOS: Readonly<Record<RuleId, DrillScenario>> = {
  ...NIGHT_SCENARIOS,
  ...SCHEDULE_SCENARIOS,
  ...PLATFORM_SCENARIOS,
  ...AGENT_SCENARIOS,
};

/** What the rule itself finds in its scenario, marked as a drill. Throws TypeError when it finds nothing. */
export function drillFinding(ruleId: string, now: Date): Finding {
  const scenario = new Map<string, DrillScenario>(Object.entries(DRILL_SCENARIOS)).get(ruleId);
  const finding = scenario?.(now).find(
    (assessment) => assessment.finding !== null && assessment.subject !== RULE_ITSELF,
  )?.finding;
  if (finding === undefined || finding === null) throw new TypeError(`The drill of ${ruleId} finds nothing.`);
  // Said in the summary, so that every channel says it.
  return { ...finding, summary: `This is a drill. ${finding.summary}` };
}
