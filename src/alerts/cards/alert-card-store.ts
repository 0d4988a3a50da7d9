import type { Transaction } from "../../database/database.ts";
import { listTenantRows, readSettingsOrDefault } from "../../database/tenants/tenant-store.ts";
import type { Alert } from "../../entities/alert.ts";
import { IS_NIGHT } from "../../entities/night-sql.ts";
import { SELECTING_STAGES } from "../../entities/stage-table.ts";
import { chooseAct } from "../acts/choose-act.ts";
import { type Deadline, judgeUrgency } from "../acts/judge-urgency.ts";
import { RULE_ACTS } from "../acts/rule-acts.ts";
import { readCause } from "../diagnostics/diagnostic-store.ts";
import { readDiagnoses } from "../diagnostics/read-diagnoses.ts";
import { readIncident } from "../incidents/read-incident.ts";
import { findAlert } from "../lifecycle/alert-store.ts";
import { readProofResult } from "../proving/runbook-proof-store.ts";
import { PLATFORM_TENANT } from "../rulebook/platform-rule-table.ts";
import type { RuleSettings } from "../rulebook/rule.ts";
import type { RuleId } from "../rulebook/rule-id.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import type { Runbook } from "../runbooks/runbook.ts";
import { fillIn, runbookIdOf } from "../runbooks/runbook-of.ts";
import { findSilenceInForce } from "../suppression/silence-store.ts";
import type { AlertCard, OtherAlert } from "./alert-card.ts";
import { compareNights, compareOccurrence, type EarlierNight } from "./compare-nights.ts";
import { readLastTime, readOwnEnding } from "./last-time-store.ts";
import { type FailedStage, probableCause } from "./probable-cause.ts";

const HISTORY_NIGHTS = 14;
/** How many nights are read to find those of the same weekday. */
const LOOK_BACK_NIGHTS = 60;
const ERROR_CLASSES = 5;
const EXAMPLES = 2;

/** The current card of the incident that an alert belongs to; null when there is no such alert. */
export async function readAlertCard(
  transaction: Transaction,
  { tenantId, alertId }: Pick<Alert, "tenantId" | "alertId">,
  runbooks: readonly Runbook[],
  now: Date,
): Promise<AlertCard | null> {
  const asked = await findAlert(transaction, tenantId, alertId);
  const incident = asked === null ? null : await readIncident(transaction, asked, now);
  if (incident === null) return null;
  const { leader: alert, others, state, severity, version } = incident;
  const runbook = runbookFor(alert, runbooks);
  const errorClasses = await readErrorClasses(transaction, alert);
  const { failedStage, ...run } = await readRun(transaction, alert);
  const rule = ruleOf(runbookIdOf(alert));
  return {
    alert,
    incident: {
      state,
      severity,
      version,
      others: others.map(({ alert: other }) => otherOf(other, runbooks)),
    },
    mention: await readFirstCall(transaction, [alert, ...others.map((other) => other.alert)]),
    lastTime: await readLastTime(transaction, alert),
    ending: await readOwnEnding(transaction, alert),
    urgency: judgeUrgency({ rule, severity }, await readDeadline(transaction, alert.tenantId), now),
    act: chooseAct({
      rule,
      runStatus: run.runStatus,
      subject: alert.subject,
      errorCode: errorClasses[0]?.errorCode ?? null,
      hasCompanies: !SELECTING_STAGES.some((stage) => stage === failedStage?.stage),
    }),
    cause:
      (alert.drill === true ? null : await readCause(transaction, alert)) ??
      probableCause(alert.summary, errorClasses, failedStage, runbook?.codes ?? []),
    comparison: (await readComparison(transaction, alert)) ?? (await readOccurrence(transaction, alert)),
    errorClasses,
    ...run,
    silence: alert.state === "resolved" ? null : await findSilenceInForce(transaction, alert, now),
    checks: await readDiagnoses(transaction, tenantId, alert.alertId),
    runbook:
      runbook === null
        ? null
        : {
            id: runbook.id,
            title: runbook.title,
            firstSteps: runbook.firstSteps.map((step) => fillIn(step, alert)),
          },
    proof: runbook === null ? null : await readProofResult(transaction, runbook.id),
  };
}

/** Whom the first post of an incident mentioned. What was announced with it at the same time is the same post. */
async function readFirstCall(transaction: Transaction, alerts: readonly Alert[]): Promise<string[]> {
  const [row] = await transaction.query<{ mention: string[] }[]>(
    `select detail -> 'mention' as mention from alert_transitions
     where tenant_id = $1 and alert_id = any($2::uuid[]) and reason in ('fired', 'unsilenced')
       and jsonb_typeof(detail -> 'mention') = 'array'
     order by at, jsonb_array_length(detail -> 'mention') desc limit 1`,
    [alerts[0]?.tenantId, alerts.map(({ alertId }) => alertId)],
  );
  return row?.mention ?? [];
}

function otherOf(alert: Alert, runbooks: readonly Runbook[]): OtherAlert {
  const { alertId, ruleId, subject, severity, state, summary } = alert;
  return { alertId, ruleId, subject, severity, state, summary, title: titleOf(alert, runbooks) };
}

function runbookFor(alert: Alert, runbooks: readonly Runbook[]): Runbook | null {
  const runbookId = runbookIdOf(alert);
  return runbooks.find(({ id }) => id === runbookId) ?? null;
}

/** What an alert is called: its runbook's title, or its rule's id. */
export function titleOf(alert: Alert, runbooks: readonly Runbook[]): string {
  return runbookFor(alert, runbooks)?.title ?? alert.ruleId;
}

/** The rule of the tables that a runbook belongs to; null for one of its own. */
function ruleOf(runbookId: string): RuleId | null {
  return isRuleId(runbookId) ? runbookId : null;
}

function isRuleId(id: string): id is RuleId {
  return Object.hasOwn(RULE_ACTS, id);
}

/** When the tenant needs its leads; null for the installation, which has no day of its own. */
async function readDeadline(transaction: Transaction, tenantId: string): Promise<Deadline | null> {
  if (tenantId === PLATFORM_TENANT) return null;
  const [row] = await listTenantRows(transaction, [tenantId]);
  if (row === undefined) return null;
  const { timezone, policy } = readSettingsOrDefault(row);
  const { leadsDueAt, dayBeginsAt, workdays } = policy;
  return { timezone, leadsDueAt, dayBeginsAt, workdays };
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

/** The run that an alert's run belongs to: a rerun is compared with the nights before the night that it repeats. */
const ROOT = `with recursive chain as (
    select run_id, agent_id, started_at, run_date, manifest, 0 as age from enrichment_runs where tenant_id = $1 and run_id = $2
    union all
    select r.run_id, r.agent_id, r.started_at, r.run_date, r.manifest, c.age + 1
    from chain c join enrichment_runs r on r.tenant_id = $1 and r.run_id = (c.manifest #>> '{resumedFrom,runId}')::uuid
    where c.age < 20),
  root as (select * from chain order by age desc limit 1)`;

async function readComparison(transaction: Transaction, alert: Alert): Promise<string | null> {
  const { compares } = settingsOf(alert);
  if (compares === undefined || alert.runId === null) return null;
  const { table, key, share: expression } = SHARES[compares];
  const rows = await transaction.query<(EarlierNight & { isOwn: boolean })[]>(
    `${ROOT}
     select r.run_id = $2 as "isOwn", ${expression} as share,
       extract(isodow from case when r.run_id = $2 then root.run_date else r.run_date end)::int as weekday
     from enrichment_runs r join ${table} s using (tenant_id, run_id), root
     where r.tenant_id = $1 and s.${key} = $3 and r.agent_id = root.agent_id and ${expression} is not null
       and (r.run_id = $2 or r.started_at < root.started_at and r.status <> 'running' and ${IS_NIGHT})
     order by (r.run_id = $2) desc, r.started_at desc limit $4`,
    [alert.tenantId, alert.runId, alert.subject, LOOK_BACK_NIGHTS + 1],
  );
  const [own, ...earlier] = rows;
  return own?.isOwn === true ? compareNights(own, earlier) : null;
}

/** On which of the nights before the same alert fired or was still found; used where there is no share to compare. */
async function readOccurrence(transaction: Transaction, alert: Alert): Promise<string | null> {
  const rows = await transaction.query<{ found: boolean }[]>(
    `${ROOT},
     own as (select coalesce((select started_at from root), (select max(r.started_at) from enrichment_runs r
         where r.tenant_id = $1 and r.agent_id = 'nightly' and ${IS_NIGHT} and r.started_at <= $3), $3) as started_at,
       coalesce((select agent_id from root), 'nightly') as agent_id),
     nights as (
       select r.started_at, coalesce(lag(r.started_at) over (order by r.started_at desc), own.started_at) as next_at
       from enrichment_runs r, own
       where r.tenant_id = $1 and r.agent_id = own.agent_id and ${IS_NIGHT} and r.started_at < own.started_at
       order by r.started_at desc limit $5)
     select exists (
       select 1 from alerts a where a.tenant_id = $1 and a.fingerprint = $4 and not a.drill
         and (a.fired_at < n.started_at and a.last_seen_at >= n.started_at
             and (a.resolved_at is null or a.resolved_at > n.started_at)
           or exists (select 1 from alert_transitions t where t.tenant_id = a.tenant_id and t.alert_id = a.alert_id
             and t.reason in ('fired', 'refired') and t.at >= n.started_at and t.at < n.next_at))) as found
     from nights n order by n.started_at desc`,
    [alert.tenantId, alert.runId, alert.lastSeenAt, alert.fingerprint, HISTORY_NIGHTS],
  );
  return compareOccurrence(rows.map(({ found }) => found));
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

type RunFacts = Pick<AlertCard, "runStatus" | "traceUrl" | "traceId"> & { readonly failedStage: FailedStage };

async function readRun(transaction: Transaction, { tenantId, runId }: Alert): Promise<RunFacts> {
  const none = { runStatus: null, traceUrl: null, traceId: null, failedStage: null };
  if (runId === null) return none;
  const [row] = await transaction.query<RunFacts[]>(
    `select r.status as "runStatus", r.langsmith_trace_url as "traceUrl", r.trace_id as "traceId",
       (select jsonb_build_object('stage', s.stage, 'reason', s.status_reason) from run_stage_stats s
        where s.tenant_id = r.tenant_id and s.run_id = r.run_id and s.status = 'failed'
        order by s.started_at nulls last, s.stage limit 1) as "failedStage"
     from enrichment_runs r where r.tenant_id = $1 and r.run_id = $2`,
    [tenantId, runId],
  );
  return row ?? none;
}
