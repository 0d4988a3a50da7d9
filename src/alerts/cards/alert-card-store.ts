import type { Transaction } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";
import { findAlert } from "../lifecycle/alert-store.ts";
import type { RuleSettings } from "../rulebook/rule.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import type { Runbook } from "../runbooks/runbook.ts";
import { fillIn, runbookIdOf } from "../runbooks/runbook-of.ts";
import { findSilenceInForce } from "../suppression/silence-store.ts";
import type { AlertCard } from "./alert-card.ts";
import { compareNights, compareOccurrence } from "./compare-nights.ts";

const HISTORY_NIGHTS = 14;
const ERROR_CLASSES = 5;
const EXAMPLES = 2;
/** A rerun is not a night of its own. */
const IS_NIGHT = "not (r.manifest ? 'resumedFrom')";

/** The current card of an alert; null when there is no such alert. */
export async function readAlertCard(
  transaction: Transaction,
  { tenantId, alertId }: Pick<Alert, "tenantId" | "alertId">,
  runbooks: readonly Runbook[],
  now: Date,
): Promise<AlertCard | null> {
  const alert = await findAlert(transaction, tenantId, alertId);
  if (alert === null) return null;
  const runbookId = runbookIdOf(alert);
  const runbook = runbooks.find(({ id }) => id === runbookId);
  return {
    alert,
    comparison: (await readComparison(transaction, alert)) ?? (await readOccurrence(transaction, alert)),
    errorClasses: await readErrorClasses(transaction, alert),
    ...(await readRun(transaction, alert)),
    silence: alert.state === "resolved" ? null : await findSilenceInForce(transaction, alert, now),
    runbook:
      runbook === undefined
        ? null
        : {
            id: runbook.id,
            title: runbook.title,
            firstSteps: runbook.firstSteps.map((step) => fillIn(step, alert)),
          },
  };
}

/** What a rule's table says of an alert; nothing for a rule that is not built in. */
function settingsOf({ ruleId }: Pick<Alert, "ruleId">): Partial<RuleSettings> {
  const table: Readonly<Record<string, RuleSettings>> = RULE_TABLE;
  return Object.hasOwn(table, ruleId) ? (table[ruleId] ?? {}) : {};
}

const SHARES: Readonly<
  Record<
    NonNullable<RuleSettings["compares"]>,
    { readonly table: string; readonly key: string; readonly share: string }
  >
> = {
  errors: {
    table: "run_stage_stats",
    key: "stage",
    share: "s.count_error::float8 / nullif(s.count_success + s.count_error, 0)",
  },
  rate_limits: {
    table: "run_vendor_usage",
    key: "vendor",
    share: "s.rate_limit_hits::float8 / nullif(s.calls, 0)",
  },
};

async function readComparison(transaction: Transaction, alert: Alert): Promise<string | null> {
  const { compares } = settingsOf(alert);
  if (compares === undefined || alert.runId === null) return null;
  const { table, key, share: expression } = SHARES[compares];
  const rows = await transaction.query<{ runId: string; share: number }[]>(
    `select r.run_id as "runId", ${expression} as share
     from enrichment_runs r join ${table} s using (tenant_id, run_id),
       (select agent_id, started_at from enrichment_runs where tenant_id = $1 and run_id = $2) own
     where r.tenant_id = $1 and s.${key} = $3 and r.agent_id = own.agent_id and r.started_at <= own.started_at
       and (r.run_id = $2 or r.status <> 'running' and ${IS_NIGHT}) and ${expression} is not null
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

/** On how many of the nights before the same alert fired; used where there is no share to compare. */
async function readOccurrence(transaction: Transaction, alert: Alert): Promise<string | null> {
  const [row] = await transaction.query<{ nights: number; hits: number }[]>(
    `with nights as (
       select r.started_at, coalesce(lag(r.started_at) over (order by r.started_at desc), $3) as ended_at
       from enrichment_runs r
       where r.tenant_id = $1 and ${IS_NIGHT} and r.started_at < coalesce(
         (select own.started_at from enrichment_runs own where own.tenant_id = $1 and own.run_id = $4), $3)
         and r.agent_id = coalesce(
           (select own.agent_id from enrichment_runs own where own.tenant_id = $1 and own.run_id = $4), 'nightly')
       order by r.started_at desc limit $5)
     select count(*)::int as nights, count(*) filter (where exists (
       select 1 from alerts a join alert_transitions t using (tenant_id, alert_id)
       where a.tenant_id = $1 and a.fingerprint = $2 and not a.drill and t.reason in ('fired', 'refired')
         and t.at >= n.started_at and t.at < n.ended_at))::int as hits
     from nights n`,
    [alert.tenantId, alert.fingerprint, alert.firedAt, alert.runId, HISTORY_NIGHTS],
  );
  return row === undefined ? null : compareOccurrence(row);
}

async function readErrorClasses(transaction: Transaction, alert: Alert): Promise<AlertCard["errorClasses"]> {
  const { tenantId, runId, subject } = alert;
  if (runId === null) return [];
  return transaction.query<{ errorCode: string; count: number; examples: string[] }[]>(
    `select coalesce(e.error_code, 'unknown') as "errorCode", count(*)::int as count,
       coalesce((array_agg(distinct c.name) filter (where c.name is not null))[1:${EXAMPLES}], '{}') as examples
     from enrichment_runs r join run_event_logs e
       on e.tenant_id = r.tenant_id and e.run_id = r.run_id and e.event_date = r.run_date
       left join companies c on c.tenant_id = e.tenant_id and c.company_id = e.company_id
     where r.tenant_id = $1 and r.run_id = $2 and e.status = 'error' and ${
       settingsOf(alert).subjectIs === "vendor"
         ? "e.event = 'vendor_call' and e.vendor = $3"
         : "e.event = 'item_finished' and e.stage = $3"
     }
     group by 1 order by 2 desc, 1 limit $4`,
    [tenantId, runId, subject, ERROR_CLASSES],
  );
}

type RunFacts = Pick<AlertCard, "runStatus" | "traceUrl" | "traceId">;

async function readRun(transaction: Transaction, { tenantId, runId }: Alert): Promise<RunFacts> {
  const none = { runStatus: null, traceUrl: null, traceId: null };
  if (runId === null) return none;
  const [row] = await transaction.query<RunFacts[]>(
    `select status as "runStatus", langsmith_trace_url as "traceUrl", trace_id as "traceId"
     from enrichment_runs where tenant_id = $1 and run_id = $2`,
    [tenantId, runId],
  );
  return row ?? none;
}
