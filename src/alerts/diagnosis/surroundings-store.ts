import type { Transaction } from "../../database/database.ts";
import type { AgentRecord, ElsewhereFacts, ProbeFacts } from "../../diagnosis/cause-evidence.ts";
import type { VendorName } from "../../entities/vendor-table.ts";
import { NANO_USD } from "../../nano-usd.ts";

/** The share of a stage or vendor that has to fail for a tenant to be in trouble with it. */
const TROUBLE = 0.3;

/**
 * What other tenants saw while a night of this one ran: numbers of tenants, and nothing of whose they are. As the service role.
 */
export async function readElsewhere(
  transaction: Transaction,
  tenantId: string,
  night: { readonly from: Date; readonly to: Date },
): Promise<ElsewhereFacts> {
  const values = [tenantId, night.from, night.to];
  const others = `others as (select distinct on (tenant_id) tenant_id, run_id from enrichment_runs
    where tenant_id <> $1 and agent_id = 'nightly' and started_at < $3 and coalesce(ended_at, 'infinity') > $2
    order by tenant_id, started_at desc)`;
  const [row] = await transaction.query<Pick<ElsewhereFacts, "tenants" | "crawling" | "crawlFailing">[]>(
    `with ${others}
     select count(*)::int as tenants, count(s.stage)::int as crawling,
       count(*) filter (where s.count_error > ${TROUBLE} * (s.count_success + s.count_error))::int as "crawlFailing"
     from others o left join run_stage_stats s
       on s.tenant_id = o.tenant_id and s.run_id = o.run_id and s.stage = 'crawl' and s.count_success + s.count_error > 0`,
    values,
  );
  const vendors = await transaction.query<{ vendor: VendorName; calling: number; failing: number }[]>(
    `with ${others}
     select v.vendor, count(*)::int as calling, count(*) filter (where v.errors > ${TROUBLE} * v.calls)::int as failing
     from others o join run_vendor_usage v using (tenant_id, run_id) where v.calls > 0 group by 1`,
    values,
  );
  return {
    tenants: row?.tenants ?? 0,
    crawling: row?.crawling ?? 0,
    crawlFailing: row?.crawlFailing ?? 0,
    vendors: Object.fromEntries(
      vendors.map(({ vendor, calling, failing }) => [vendor, { calling, failing }]),
    ),
  };
}

/** Which alerts of the installation were open at a time, and how long runners had been silent. As the service role. */
export async function readProbeFacts(transaction: Transaction, at: Date, now: Date): Promise<ProbeFacts> {
  const breached = await transaction.query<ProbeFacts["breached"][number][]>(
    `select distinct rule_id as "ruleId", subject from alerts
     where (rule_id like 'PL-%' or rule_id like 'DP-%') and not drill and fired_at <= $1::timestamptz + interval '10 minutes'
       and coalesce(resolved_at, 'infinity') >= $1::timestamptz order by 1, 2 limit 20`,
    [at],
  );
  const [beat] = await transaction.query<{ minutes: number | null }[]>(
    `select floor(extract(epoch from $1::timestamptz - max(beat_at)) / 60)::int as minutes from worker_heartbeats where agent_id = 'runner'`,
    [now],
  );
  return { breached, runnerSilentMinutes: beat?.minutes ?? null };
}

const DAYS = 7;

/** What an agent did in the 24 hours before a time, and on the days before those. */
export async function readAgentFacts(
  transaction: Transaction,
  { tenantId, agentId }: { readonly tenantId: string; readonly agentId: string },
  at: Date,
): Promise<AgentRecord | null> {
  const values = [tenantId, agentId, at];
  const [sums] = await transaction.query<Omit<AgentRecord, "errors" | "newModels" | "lastRunEnded">[]>(
    `with days as (
       select quarter > $3::timestamptz - interval '24 hours' as is_now, sum(calls) as calls, sum(cost_nano_usd) as cost,
         count(distinct date_bin('24 hours', quarter, $3::timestamptz)) as days
       from agent_quarters where tenant_id = $1 and agent_id = $2 and quarter <= $3
         and quarter > $3::timestamptz - make_interval(days => ${DAYS + 1}) group by 1)
     select coalesce((select calls from days where is_now), 0)::float8 as calls,
       (select calls / days from days where not is_now)::float8 as "callsBefore",
       coalesce((select cost from days where is_now), 0)::float8 / ${NANO_USD} as "costUsd",
       (select cost / days from days where not is_now)::float8 / ${NANO_USD} as "costUsdBefore",
       extract(epoch from $3::timestamptz - a.last_seen_at)::float8 / 60 as "minutesSilent"
     from agents a where a.tenant_id = $1 and a.agent_id = $2`,
    values,
  );
  if (sums === undefined) return null;
  const recent = `from run_event_logs where tenant_id = $1 and agent_id = $2 and ts <= $3 and ts > $3::timestamptz - interval '24 hours'`;
  const errors = await transaction.query<AgentRecord["errors"]>(
    `select coalesce(error_code, 'unknown') as code, count(*)::int as count ${recent} and status = 'error'
     group by 1 order by 2 desc limit 20`,
    values,
  );
  const models = await transaction.query<{ model: string }[]>(
    `select distinct model ${recent} and model is not null
     except select distinct model from run_event_logs where tenant_id = $1 and agent_id = $2 and model is not null
       and ts <= $3::timestamptz - interval '24 hours' and ts > $3::timestamptz - make_interval(days => ${DAYS + 1}) limit 5`,
    values,
  );
  const [run] = await transaction.query<{ ended: boolean }[]>(
    `select ended_at is not null and status_reason is distinct from 'silent' as ended from enrichment_runs
     where tenant_id = $1 and agent_id = $2 and started_at <= $3 order by started_at desc limit 1`,
    values,
  );
  return { ...sums, errors, newModels: models.map(({ model }) => model), lastRunEnded: run?.ended ?? null };
}

/** Audited actions that change how a tenant's nights go, and companies an import added, between two times. */
export async function readChangesBetween(
  transaction: Transaction,
  tenantId: string,
  between: { readonly from: Date; readonly to: Date },
): Promise<{ readonly imported: number; readonly actions: readonly string[] }> {
  const values = [tenantId, between.from, between.to];
  const [row] = await transaction.query<{ imported: number }[]>(
    `select count(*)::int as imported from company_imports i join company_import_changes c using (tenant_id, import_id)
     where i.tenant_id = $1 and i.imported_at > $2 and i.imported_at <= $3 and i.undone_at is null and c.before is null`,
    values,
  );
  const actions = await transaction.query<{ action: string }[]>(
    `select distinct action from audit_log where tenant_id = $1 and at > $2 and at <= $3
       and action ~ '^(policy|tenant|icp|exclusion|budget|odoo|price|schedule)' order by 1 limit 10`,
    values,
  );
  return { imported: row?.imported ?? 0, actions: actions.map(({ action }) => action) };
}

/** Days until the Odoo key expires; null if nobody said, or there is no connection. */
export async function readOdooKeyDays(
  transaction: Transaction,
  tenantId: string,
  at: Date,
): Promise<number | null> {
  const [row] = await transaction.query<{ days: number | null }[]>(
    `select extract(epoch from expires_at - $2::timestamptz)::float8 / 86400 as days from odoo_connections where tenant_id = $1`,
    [tenantId, at],
  );
  return row?.days ?? null;
}
