import type { TenantPolicy } from "../../config/tenant-policy.ts";
import type { AgentEvidence } from "../evidence/agent-evidence-store.ts";
import type { RunEvidence } from "../evidence/run-evidence.ts";
import { firstCall } from "../policy/first-call.ts";
import { alertChannel, alertNotifiers } from "../policy/routing.ts";
import { type AssessmentOrigin, type Judged, nameOfAlert } from "../raising/decide-assessments.ts";
import { AGENT_RULE_TYPES } from "../rulebook/agent-rule-table.ts";
import { assessRules, assessScheduleRules, RULE_ITSELF } from "../rulebook/evaluate-rules.ts";
import type { AlertRule, Assessment, RuleSettings } from "../rulebook/rule.ts";
import type { ScheduleSnapshot } from "../rulebook/schedule-snapshot.ts";
import { assessAgentRule } from "../rules/assess-agent-rule.ts";
import { RULES, SCHEDULE_RULES } from "../rules/rules.ts";
import { customiseRules } from "../settings/customise-rules.ts";
import type { RuleOverrides } from "../settings/rule-store.ts";

/** A tenant with what its rules are judged by and its alerts are routed by. */
export interface RuledTenant {
  readonly tenantId: string;
  readonly policy: TenantPolicy;
  readonly overrides: RuleOverrides;
}

/** What the built-in rules decide about a run. `settled` names what a newer run has decided already, which stands; this run's decisions are added to it. */
export function judgeRun(
  { snapshot, supersededAt }: RunEvidence,
  tenant: RuledTenant,
  settled: Set<string>,
): Judged[] {
  const { runId } = snapshot.run;
  const rules = customiseRules(RULES, tenant.overrides.changes);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return assessRules(snapshot, rules).flatMap((assessment): Judged[] => {
    const rule = byId.get(assessment.ruleId);
    if (rule === undefined || (supersededAt !== null && !isAboutRunItself(rule, assessment))) return [];
    const name = nameOfAlert(tenant.tenantId, assessment);
    if (settled.has(name)) return [];
    settled.add(name);
    const { cooldownMinutes, keepFiringMinutes } = rule;
    const joinsRun = isAboutRunItself(rule, assessment);
    const origin = { ...originOf(tenant, rule, { runId, supersededAt }), joinsRun };
    // The rule's duration is already applied: see isDue in evaluate-rules.ts.
    return [{ assessment, rule: { cooldownMinutes, keepFiringMinutes, forDurationMinutes: 0 }, origin }];
  });
}

/** What belongs to no single run (verdicts of many nights, the setup of rules) is judged by the newest run only: two runs would contradict each other in turn. */
function isAboutRunItself({ window }: AlertRule, { subject }: Assessment): boolean {
  return window === "run" && subject !== RULE_ITSELF;
}

/** What the built-in rules decide about a tenant's schedules. */
export function judgeSchedules(snapshot: ScheduleSnapshot, tenant: RuledTenant): Judged[] {
  const rules = customiseRules(SCHEDULE_RULES, tenant.overrides.changes);
  const runOf = new Map([
    ["SR-11", snapshot.lastRun?.runId ?? null],
    ["SR-12", snapshot.running?.runId ?? null],
  ]);
  return assessScheduleRules(snapshot, rules).flatMap((assessment): Judged[] => {
    const rule = rules.find(({ id }) => id === assessment.ruleId);
    if (rule === undefined) return [];
    const about = { runId: runOf.get(rule.id) ?? null, supersededAt: null };
    return [
      { assessment, rule, origin: { ...originOf(tenant, rule, about), joinsRun: about.runId !== null } },
    ];
  });
}

/** What a tenant's own rule decides about its agent. */
export function judgeAgents(rule: AgentEvidence, tenant: RuledTenant, now: Date): Judged[] {
  const assessment = assessAgentRule(rule, rule, now);
  if (assessment === null) return [];
  const cooldownMinutes = rule.cooldownMinutes ?? AGENT_RULE_TYPES[rule.type].cooldownMinutes;
  return [
    {
      assessment,
      rule: { cooldownMinutes, keepFiringMinutes: 0, forDurationMinutes: 0 },
      origin: originOf(tenant, { id: rule.ruleId, topic: "operations" }, { runId: null, supersededAt: null }),
    },
  ];
}

function originOf(
  { tenantId, policy }: RuledTenant,
  { id: ruleId, topic }: Pick<RuleSettings, "id" | "topic">,
  { runId, supersededAt }: Pick<AssessmentOrigin, "runId" | "supersededAt">,
): AssessmentOrigin {
  return {
    tenantId,
    runId,
    supersededAt,
    channelOf: (severity) => alertChannel({ severity, topic }, policy),
    alsoNotify: (severity) => alertNotifiers({ severity, ruleId }, policy),
    callOf: (severity) => firstCall(severity, policy.escalation),
    noise: policy.noise,
  };
}
