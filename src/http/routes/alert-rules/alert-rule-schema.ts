import { z } from "zod";
import { REPLAY_DAYS } from "../../../alerts/replay/replay-alerts.ts";
import { ALERT_RULE_TYPES, SEVERITIES } from "../../../entities/vocabulary.ts";

const time = z.iso.datetime();
const count = z.int().min(0);
const severity = z.enum(SEVERITIES);

/** The rule an address names. */
const Parameters = z.object({
  rule_id: z
    .string()
    .regex(/^[\w-]{1,64}$/, "is no rule's id; `GET /api/obs/alert-rules` lists them")
    .meta({ description: "A built-in rule's id or the UUID of one of your own.", examples: ["CR-02"] }),
});

/** `POST /api/obs/alert-rules`. */
const NewRuleBody = z
  .strictObject({
    type: z.enum(["cost_per_day", "error_rate", "no_heartbeat"]),
    name: z.string(),
    agent_id: z.string(),
    thresholds: z
      .record(z.string(), z.number())
      .default({})
      .describe("By name; what is left out keeps its default."),
    enabled: z.boolean().default(true),
    severity: severity.nullable().default(null).describe("Null: that of the type."),
    cooldown_minutes: z.number().nullable().default(null),
  })
  .meta({ id: "NewAlertRule" });

/** `PATCH /api/obs/alert-rules/{rule_id}`. */
const ChangesBody = z
  .strictObject({
    thresholds: z.record(z.string(), z.number().nullable()).optional().describe("Null: the default again."),
    severity: severity.nullable().optional(),
    cooldown_minutes: z.number().nullable().optional(),
    name: z.string().optional().describe("Only of a rule of your own."),
    agent_id: z.string().optional().describe("Only of a rule of your own."),
  })
  .meta({ id: "AlertRuleChanges" });

const ToggleBody = z.strictObject({ enabled: z.boolean() }).meta({ id: "ToggleAlertRule" });

const TestBody = z
  .strictObject({ thresholds: z.record(z.string(), z.number()).default({}) })
  .meta({ id: "TestAlertRule" });

const ReplayBody = z
  .strictObject({
    thresholds: z.record(z.string(), z.number()).default({}),
    days: z.int().min(1).max(365).default(REPLAY_DAYS),
  })
  .meta({ id: "ReplayAlertRule" });

const AlertRule = z
  .object({
    rule_id: z.string(),
    type: z.enum(ALERT_RULE_TYPES),
    title: z.string(),
    enabled: z.boolean(),
    severity,
    cooldown_minutes: z.number(),
    runbook_id: z.string(),
    agent_id: z.string().nullable().describe("The agent it is about; null for a built-in rule."),
    thresholds: z.array(
      z.object({
        name: z.string(),
        value: z.number().describe("The one in effect."),
        default: z.number(),
        override: z.number().nullable().describe("The tenant's own; null: the default is in effect."),
        unit: z.string(),
        meaning: z.string(),
      }),
    ),
    updated_by: z.string().nullable(),
    updated_at: time.nullable(),
  })
  .meta({ id: "AlertRule" });

const AlertRules = z.object({ rules: z.array(AlertRule) }).meta({ id: "AlertRules" });

const Tested = z
  .object({
    run_id: z.uuid().nullable().describe("The run it was tried on; null when it is about no run."),
    fires: z.boolean(),
    findings: z.array(
      z.object({
        subject: z.string(),
        severity,
        summary: z.string(),
        facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
      }),
    ),
  })
  .meta({ id: "TestedAlertRule" });

const Agreement = z
  .object({
    found: count,
    both: count,
    extra: count.describe("Found, though nothing fired."),
    missed: count.describe("Fired, and not found."),
    not_useful: count,
    precision: z.number().nullable(),
    recall: z.number().nullable(),
  })
  .meta({ id: "Agreement" });

const Replayed = z
  .object({
    days: z.int(),
    nights: count,
    fired: count,
    not_useful: count,
    as_set: Agreement,
    changed: Agreement,
    summary: z.string(),
    judged_otherwise: z.array(
      z.object({
        run_id: z.uuid(),
        started_at: time,
        as_set: severity.nullable().describe("The worst it finds as it is set; null: nothing."),
        changed: severity.nullable(),
        fired: z.boolean(),
        not_useful: z.boolean(),
      }),
    ),
  })
  .meta({ id: "ReplayedAlertRule" });

const ResponseQuery = z.object({ days: z.coerce.number().int().min(1).max(365).default(30) });

const spread = z.object({ mean: z.number(), median: z.number(), p90: z.number() }).nullable();
const ResponseFigures = z
  .object({
    key: z.string().describe("The rule or person; `all` for everything."),
    fired: count,
    acknowledged: count,
    ended_unseen: count.describe("Ended by themselves before anybody acknowledged them."),
    open: count,
    mtta_minutes: z.number().nullable(),
    acknowledge_minutes: spread,
    mttr_minutes: z.number().nullable(),
    resolve_minutes: spread,
    acknowledged_late: count,
    resolved_late: count,
  })
  .meta({ id: "ResponseFigures" });

const ServiceLevel = z
  .object({
    service_level: z.string(),
    title: z.string(),
    window_nights: z.int(),
    formula: z.string(),
    target: z.number(),
    value: z.number().nullable(),
    nights: count,
    kept: z.boolean().nullable().describe("Null when there are too few nights to tell."),
    budget: z.object({ failed: count, allowed: count }).nullable(),
  })
  .meta({ id: "ServiceLevel" });

const Response = z
  .object({
    tenant_id: z.string(),
    since: time,
    until: time,
    targets: z.object({ acknowledge_minutes: z.number(), resolve_critical_minutes: z.number() }),
    all: ResponseFigures,
    by_rule: z.array(ResponseFigures),
    by_person: z.array(ResponseFigures),
    precision: z.array(
      z.object({ rule_id: z.string(), alerts: count, not_useful: count, precision: z.number() }),
    ),
    service_levels: z.array(ServiceLevel),
  })
  .meta({ id: "ResponseMetrics" });

/** What is asked and answered about rules, and about how people respond to what they find. */
export const AlertRuleSchema = {
  Parameters,
  NewRuleBody,
  ChangesBody,
  ToggleBody,
  TestBody,
  ReplayBody,
  AlertRule,
  AlertRules,
  Tested,
  Agreement,
  Replayed,
  ResponseQuery,
  ResponseFigures,
  ServiceLevel,
  Response,
};
