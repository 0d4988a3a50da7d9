/** The closed word lists that columns hold (stored as text, checked by the database); docs/glossary.md explains each word. Stages and vendors have tables of their own: stage-table.ts, vendor-table.ts. */

/** `degraded`: it ended, no critical stage failed, but something did. `cancelled`: a person stopped it. */
export const RUN_STATUSES = ["running", "succeeded", "degraded", "failed", "cancelled"] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** `degraded`: the stage ended, and more of it failed or was left out than it tolerates. */
export const STAGE_STATUSES = ["pending", "running", "succeeded", "degraded", "failed", "skipped"] as const;
export type StageStatus = (typeof STAGE_STATUSES)[number];

/** How one company fared in one stage. `blocked`: its robots.txt keeps us out, which is no error. */
export const OUTCOMES = ["success", "error", "skipped", "blocked"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const BUCKETS = ["High", "Medium", "Low"] as const;
export type Bucket = (typeof BUCKETS)[number];

export const VERDICTS = ["pass", "fail", "needs_review"] as const;
export type Verdict = (typeof VERDICTS)[number];

export const SEVERITIES = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a row of `alert_rules` is: changes to a built-in rule, or a tenant's own rule about an agent. */
export const ALERT_RULE_TYPES = ["built_in", "cost_per_day", "error_rate", "no_heartbeat"] as const;
export type AlertRuleType = (typeof ALERT_RULE_TYPES)[number];

/** `pending`: found, but not for long enough yet to notify anybody. */
export const ALERT_STATES = ["pending", "firing", "acknowledged", "resolved"] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** What a person may do for a tenant, each role including the ones before it. */
export const ROLES = ["viewer", "qa", "operator", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** What an API key may do; `admin` includes the others. */
export const SCOPES = ["ingest", "read", "operate", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

/** May we write to the address: `verified` yes, `unknown` nobody knows, `bad` no. ZeroBounce's valid is verified; its unknown and catch-all are unknown; the rest is bad. */
export const EMAIL_STATUSES = ["verified", "unknown", "bad"] as const;
export type EmailStatus = (typeof EMAIL_STATUSES)[number];

/** `unknown`: nobody can say whether the vendor carried out the call and charged for it; what was reserved stays reserved. */
export const LEDGER_STATES = ["reserved", "charged", "released", "unknown"] as const;
export type LedgerState = (typeof LEDGER_STATES)[number];

/** The protocol of a tenant's Odoo: JSON-2 from Odoo 19 on, XML-RPC before. */
export const ODOO_PROTOCOLS = ["json2", "xmlrpc"] as const;
export type OdooProtocol = (typeof ODOO_PROTOCOLS)[number];

/** What to do about a schedule's times that passed while no runner was up. */
export const CATCH_UPS = ["none", "latest", "all"] as const;
export type CatchUp = (typeof CATCH_UPS)[number];

/** `waiting`: due, and to be started as soon as possible. `skipped_overlap`: the tenant already had a run in progress. */
export const EXPECTED_RUN_STATES = [
  "waiting",
  "started",
  "skipped_overlap",
  "missed",
  "failed_to_start",
] as const;
export type ExpectedRunState = (typeof EXPECTED_RUN_STATES)[number];

/** Where the text gathered about a company comes from. */
export const CORPUS_SOURCES = ["crawl", "tavily"] as const;
export type CorpusSource = (typeof CORPUS_SOURCES)[number];

/** Who named a contact or an address: the company's own site, or Lusha. */
export const CONTACT_SOURCES = ["site", "lusha"] as const;
export type ContactSource = (typeof CONTACT_SOURCES)[number];

/** What an exclusion is about: a company, all of a domain, an e-mail address, or a person who was forgotten. */
export const EXCLUSION_KINDS = ["company", "domain", "address", "person"] as const;
export type ExclusionKind = (typeof EXCLUSION_KINDS)[number];

/** What an agent may report (docs/observability/event-schema.md says which fields each type has). */
export const AGENT_EVENT_TYPES = [
  "run_started",
  "run_finished",
  "llm_call",
  "tool_call",
  "step",
  "log",
  "metric",
  "error",
  "heartbeat",
  "feedback",
] as const;
export type AgentEventType = (typeof AGENT_EVENT_TYPES)[number];

/** Why a metric of a run has no value: a share of nothing, or a cost whose price nobody knows. */
export const MISSING_METRICS = ["nothing_asked", "price_unknown"] as const;
export type MissingMetric = (typeof MISSING_METRICS)[number];
