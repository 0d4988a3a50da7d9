import { NO_COMPANY } from "../../../src/runner/record/stage-reasons.ts";
import type { StoredRun } from "../../alerts/stored-run.ts";

/** A kind of incident that somebody on call meets at night. */
export interface IncidentKind {
  readonly ruleId: string;
  /** Each has a tenant of its own, so that no alert explains or suppresses another. */
  readonly tenantId: string;
  /** Its run; null for an alert about none. */
  readonly run: Omit<StoredRun, "tenantId" | "startedAt"> | null;
  /** The buttons that lead to the right act: what its title calls urgent is done, what can wait is acknowledged. */
  readonly path: readonly string[];
  /** The act as the audit log has it then; null for what is only read. */
  readonly audited: string | null;
}

const crawl = { success: 60, error: 40 };

/** Twelve kinds: the rules whose alerts come at night, each with the run behind it. */
export const INCIDENT_KINDS: readonly IncidentKind[] = [
  {
    ruleId: "MV-01",
    tenantId: "acme",
    path: ["Refresh the view"],
    audited: "view.refresh",
    run: {
      status: "degraded",
      stages: { mv_refresh: { status: "failed", error: 1 } },
      errors: { mv_refresh: { "55P03": 1 } },
    },
  },
  {
    ruleId: "CR-02",
    tenantId: "globex",
    path: ["Acknowledge"],
    audited: "alert.acknowledge",
    run: {
      status: "degraded",
      stages: { crawl: { ...crawl, status: "degraded" } },
      errors: { crawl: { timeout: 26, http_5xx: 9, dns: 5 } },
    },
  },
  {
    ruleId: "VQ-03",
    tenantId: "initech",
    path: ["Acknowledge"],
    audited: "alert.acknowledge",
    run: {
      status: "degraded",
      stages: { lusha: { success: 20, error: 5, status: "degraded" } },
      vendors: {
        lusha: { calls: 100, errors: 5, quotaExhausted: true, errorCodes: { lusha_quota_exhausted: 5 } },
      },
    },
  },
  {
    ruleId: "OA-04",
    tenantId: "hooli",
    path: ["Acknowledge"],
    audited: "alert.acknowledge",
    run: {
      status: "degraded",
      stages: { extract: { success: 70, error: 30, status: "degraded" } },
      vendors: {
        openai: { calls: 100, rateLimitHits: 40, errors: 30, errorCodes: { openai_rate_limited: 30 } },
      },
      errors: { extract: { openai_rate_limited: 30 } },
    },
  },
  {
    ruleId: "CC-05",
    tenantId: "umbrella",
    path: ["Acknowledge"],
    audited: "alert.acknowledge",
    run: { stages: { select_targets: { success: 3 } }, metrics: { candidates_selected: 3 } },
  },
  {
    ruleId: "OE-06",
    tenantId: "stark",
    path: ["Ask for a new key…", "Ask"],
    audited: "odoo_key.ask",
    run: {
      status: "degraded",
      stages: { export_odoo: { success: 0, error: 100, status: "failed" } },
      errors: { export_odoo: { odoo_auth: 100 } },
    },
  },
  {
    ruleId: "RL-07",
    tenantId: "wayne",
    path: ["Acknowledge"],
    audited: "alert.acknowledge",
    run: {
      status: "degraded",
      stages: { tavily: { success: 60, error: 40, status: "degraded" } },
      vendors: {
        tavily: { calls: 100, rateLimitHits: 40, errors: 40, errorCodes: { tavily_rate_limited: 40 } },
      },
    },
  },
  { ruleId: "SR-10", tenantId: "tyrell", run: null, path: ["Run now…", "Start"], audited: "run.start" },
  {
    ruleId: "SR-11",
    tenantId: "wonka",
    path: ["What was found", "Close"],
    audited: null,
    run: {
      status: "failed",
      stages: { select_targets: { status: "failed", error: 1, reason: NO_COMPANY } },
    },
  },
  {
    ruleId: "SR-12",
    tenantId: "vandelay",
    run: { endedAt: null, stages: { crawl: { status: "running" } } },
    path: ["Stop run", "Stop it"],
    audited: "run.cancel",
  },
  { ruleId: "OK-15", tenantId: "soylent", run: null, path: ["Acknowledge"], audited: "alert.acknowledge" },
  { ruleId: "PL-24", tenantId: "platform", run: null, path: ["What to do", "Close"], audited: null },
];
