import type { Transaction } from "../database/database.ts";
import type { Alert } from "../entities/alert.ts";
import type { RunStatus } from "../entities/vocabulary.ts";
import { AGENT_RULE_TYPES } from "./agent-rule-types.ts";
import { findAlert } from "./alert-store.ts";
import { compareNights } from "./compare-nights.ts";
import { TENANT_RULES } from "./rules.ts";
import type { Runbook } from "./runbook.ts";

/** An alert with all that its card shows. */
export interface AlertCard {
  readonly alert: Alert;
  /** How it compares with the nights before, in one sentence; null without history or a share to compare. */
  readonly comparison: string | null;
  /** The commonest first. */
  readonly errorClasses: readonly { readonly errorCode: string; readonly count: number }[];
  /** How its run stands; null when it is about no run. */
  readonly runStatus: RunStatus | null;
  /** Null without LangSmith. */
  readonly traceUrl: string | null;
  /** Null for a rule whose runbook is missing. */
  readonly runbook: Pick<Runbook, "id" | "title" | "firstSteps"> | null;
}

const HISTORY_NIGHTS = 14;
const ERROR_CLASSES = 5;

/** The card of an alert as it stands now; null when there is no such alert. */
export async function readAlertCard(
  transaction: Transaction,
  tenantId: string,
  alertId: string,
  runbooks: readonly Runbook[],
): Promise<AlertCard | null> {
  const alert = await findAlert(transaction, tenantId, alertId);
  if (alert === null) return null;
  const runbookId = runbookIdOf(alert);
  const runbook = runbooks.find(({ id }) => id === runbookId);
  return {
    alert,
    comparison: await readComparison(transaction, alert),
    errorClasses: await readErrorClasses(transaction, alert),
    ...(await readRun(transaction, alert)),
    runbook:
      runbook === undefined ? null : { id: runbook.id, title: runbook.title, firstSteps: runbook.firstSteps },
  };
}

/** A tenant's own rule has the runbook of its type, which the alert's facts name. */
function runbookIdOf({ ruleId, facts }: Alert): string {
  const builtIn = TENANT_RULES.find(({ id }) => id === ruleId);
  if (builtIn !== undefined) return builtIn.runbookId;
  const type = Object.entries(AGENT_RULE_TYPES).find(([name]) => name === facts["ruleType"]);
  return type?.[1].runbookId ?? ruleId;
}

/** Shares that are told of a subject: what a rule judges it by. */
type Share = "stage_errors" | "vendor_rate_limits";

function shareOf({ subject, facts }: Alert): Share | null {
  if (typeof facts["errorRatio"] === "number" || typeof facts["exported"] === "number") return "stage_errors";
  return isAboutVendor({ subject, facts }) && typeof facts["ratio"] === "number"
    ? "vendor_rate_limits"
    : null;
}

/** Some stages are called like the vendor they ask, so the subject alone does not tell. */
function isAboutVendor({ subject, facts }: Pick<Alert, "subject" | "facts">): boolean {
  return facts["vendor"] === subject;
}

const SHARES: Readonly<
  Record<Share, { readonly table: string; readonly key: string; readonly share: string }>
> = {
  stage_errors: {
    table: "run_stage_stats",
    key: "stage",
    share: "s.count_error::float8 / nullif(s.count_success + s.count_error, 0)",
  },
  vendor_rate_limits: {
    table: "run_vendor_usage",
    key: "vendor",
    share: "s.rate_limit_hits::float8 / nullif(s.calls, 0)",
  },
};

async function readComparison(transaction: Transaction, alert: Alert): Promise<string | null> {
  const share = shareOf(alert);
  if (share === null || alert.runId === null) return null;
  const { table, key, share: expression } = SHARES[share];
  const rows = await transaction.query<{ runId: string; share: number }[]>(
    `select r.run_id as "runId", ${expression} as share
     from enrichment_runs r join ${table} s using (tenant_id, run_id),
       (select agent_id, started_at from enrichment_runs where tenant_id = $1 and run_id = $2) own
     where r.tenant_id = $1 and s.${key} = $3 and r.agent_id = own.agent_id and r.started_at <= own.started_at
       and (r.run_id = $2 or r.status <> 'running') and ${expression} is not null
     order by (r.run_id = $2) desc, r.started_at desc limit $4`,
    [alert.tenantId, alert.runId, alert.subject, HISTORY_NIGHTS + 1],
  );
  const [own, ...earlier] = rows;
  if (own?.runId !== alert.runId) return null;
  return compareNights(
    own.share,
    earlier.map((row) => row.share),
  );
}

async function readErrorClasses(transaction: Transaction, alert: Alert): Promise<AlertCard["errorClasses"]> {
  const { tenantId, runId, subject } = alert;
  if (runId === null) return [];
  return transaction.query<{ errorCode: string; count: number }[]>(
    `select coalesce(e.error_code, 'unknown') as "errorCode", count(*)::int as count
     from enrichment_runs r join run_event_logs e
       on e.tenant_id = r.tenant_id and e.run_id = r.run_id and e.event_date = r.run_date
     where r.tenant_id = $1 and r.run_id = $2 and e.status = 'error' and ${
       isAboutVendor(alert)
         ? "e.event = 'vendor_call' and e.vendor = $3"
         : "e.event = 'item_finished' and e.stage = $3"
     }
     group by 1 order by 2 desc, 1 limit $4`,
    [tenantId, runId, subject, ERROR_CLASSES],
  );
}

async function readRun(
  transaction: Transaction,
  { tenantId, runId }: Alert,
): Promise<Pick<AlertCard, "runStatus" | "traceUrl">> {
  const none = { runStatus: null, traceUrl: null };
  if (runId === null) return none;
  const [row] = await transaction.query<Pick<AlertCard, "runStatus" | "traceUrl">[]>(
    `select status as "runStatus", langsmith_trace_url as "traceUrl" from enrichment_runs where tenant_id = $1 and run_id = $2`,
    [tenantId, runId],
  );
  return row ?? none;
}
