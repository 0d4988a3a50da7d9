import { z } from "zod";
import { ALERT_STATES, SEVERITIES } from "../../../entities/vocabulary.ts";

const time = z.iso.datetime();

/** The alert an address names. */
const Parameters = z.object({
  alert_id: z
    .uuid("an alert's id is a UUID; `GET /api/obs/alerts` lists them")
    .meta({ examples: ["7d9f2c14-5b0e-4c6a-8f3d-91e4a2b7c805"] }),
});

const ListQuery = z.object({
  state: z
    .enum(["open", ...ALERT_STATES])
    .optional()
    .describe("`open`: pending, firing or acknowledged."),
  rule_id: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(10_000).default(0),
});

const Alert = z
  .object({
    alert_id: z.uuid(),
    rule_id: z.string(),
    subject: z.string().describe("What it is about: a stage, a vendor, an agent, …"),
    run_id: z.uuid().nullable(),
    severity: z.enum(SEVERITIES),
    state: z.enum(ALERT_STATES),
    summary: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    occurrences: z.int(),
    begun_at: time.describe("Since when the condition is there, as far as that can be told."),
    fired_at: time,
    last_seen_at: time,
    acknowledged_by: z.string().nullable(),
    acknowledged_at: time.nullable(),
    resolved_by: z.string().nullable(),
    resolved_at: time.nullable(),
    drill: z.boolean().describe("A practice alert."),
  })
  .meta({ id: "Alert" });

const Alerts = z.object({ alerts: z.array(Alert) }).meta({ id: "Alerts" });

const Acknowledged = Alert.extend({
  changed: z.boolean().describe("False when somebody has it already, or it is resolved."),
}).meta({ id: "AcknowledgedAlert" });

const Diagnosis = z
  .object({
    alert_id: z.uuid(),
    confidence: z.enum(["certain", "likely", "possible", "cannot_tell"]),
    text: z.string().describe("The line on the alert's card."),
    causes: z.array(z.string()).describe("Ids of the likeliest hypotheses: none, one, or two."),
    because: z.string().nullable().describe("Why it cannot tell."),
    hypotheses: z.array(
      z.object({
        id: z.string(),
        area: z.string(),
        claim: z.string(),
        score: z.number().nullable().describe("0 to 1; null if evidence it needs is missing."),
        evidence: z.array(z.object({ weight: z.number(), says: z.string() })),
        missing: z.array(z.string()),
        helps: z.string(),
        does_not_help: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "Diagnosis" });

/** What is asked and answered about alerts. */
export const AlertSchema = { Parameters, ListQuery, Alert, Alerts, Acknowledged, Diagnosis };
