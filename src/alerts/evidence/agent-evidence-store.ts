import type { Transaction } from "../../database/database.ts";
import { NANO_USD } from "../../nano-usd.ts";
import type { AgentFacts, AgentRule } from "../rulebook/agent-rule.ts";
import { ERROR_RATE_WINDOW_MINUTES } from "../rulebook/agent-rule-table.ts";

/** A rule with what is known about its agent. */
export interface AgentEvidence extends AgentRule, AgentFacts {
  /** It has an unresolved alert. */
  readonly hasOpenAlert: boolean;
}

interface AgentRow extends Omit<AgentEvidence, "thresholds"> {
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * The enabled rules about agents, each with what is known about its agent, in one query whatever their number: of one
 * tenant, or with null of all. As the service role, which alone can see heartbeats.
 */
export async function readAgentEvidence(
  transaction: Transaction,
  tenantId: string | null,
  now: Date,
): Promise<AgentEvidence[]> {
  const rows = await transaction.query<AgentRow[]>(
    `with own as (
       select a.tenant_id, a.rule_id, a.type, a.name, a.parameters, a.severity, a.cooldown_minutes, a.created_at,
         a.parameters->>'agentId' as agent_id, zone_or_utc(t.timezone) as timezone
       from alert_rules a join tenants t using (tenant_id)
       where a.type <> 'built_in' and a.enabled and t.active and ($1::text is null or a.tenant_id = $1)),
     named as (select distinct tenant_id, agent_id, timezone,
         date_trunc('day', $2::timestamptz at time zone timezone) at time zone timezone as midnight from own),
     worked as (
       select g.tenant_id, g.agent_id, max(e.ts) as last_event,
         sum(e.cost_nano_usd) filter (where e.ts >= g.midnight) as cost,
         count(*) filter (where e.event = 'item_finished' and e.status in ('success', 'error')
           and e.ts > $2::timestamptz - make_interval(mins => $3)) as attempts,
         count(*) filter (where e.event = 'item_finished' and e.status = 'error'
           and e.ts > $2::timestamptz - make_interval(mins => $3)) as errors
       from named g
         join enrichment_runs r on r.tenant_id = g.tenant_id and r.agent_id = g.agent_id and r.agent_id = 'nightly'
           and (r.ended_at is null or r.ended_at > $2::timestamptz - interval '2 days')
         join run_event_logs e on e.tenant_id = r.tenant_id and e.run_id = r.run_id and e.event_date = r.run_date
       where e.ts <= $2 and e.event_date >= ($2::timestamptz - interval '7 days')::date
       group by g.tenant_id, g.agent_id),
     ran as (
       select g.tenant_id, g.agent_id, max(coalesce(r.ended_at, r.started_at)) as last_run
       from named g join enrichment_runs r on r.tenant_id = g.tenant_id and r.agent_id = g.agent_id
         and r.agent_id = 'nightly'
       group by g.tenant_id, g.agent_id),
     spent as (
       select g.tenant_id, g.agent_id, sum(q.cost_nano_usd) as cost
       from named g join agent_quarters q on q.tenant_id = g.tenant_id and q.agent_id = g.agent_id
         and q.quarter >= g.midnight and q.quarter <= $2
       group by g.tenant_id, g.agent_id),
     tried as (
       select g.tenant_id, g.agent_id, count(*) as attempts, count(*) filter (where e.status = 'error') as errors
       from named g join run_event_logs e on e.tenant_id = g.tenant_id and e.agent_id = g.agent_id
         and e.ts > $2::timestamptz - make_interval(mins => $3) and e.ts <= $2
         and e.event_date between ($2::timestamptz at time zone 'UTC')::date - 1 and ($2::timestamptz at time zone 'UTC')::date
         and e.event in ('llm_call', 'tool_call', 'step') and e.status in ('success', 'error')
       group by g.tenant_id, g.agent_id),
     lives as (select agent_id, max(beat_at) as last_beat from worker_heartbeats group by agent_id)
     select o.tenant_id as "tenantId", o.rule_id as "ruleId", o.type, o.name, o.agent_id as "agentId", o.parameters,
       o.severity, o.cooldown_minutes as "cooldownMinutes", o.created_at as "createdAt",
       coalesce(w.cost, p.cost, 0)::float8 / ${NANO_USD} as "costTodayUsd", coalesce(w.attempts, d.attempts, 0)::int as attempts,
       coalesce(w.errors, d.errors, 0)::int as errors,
       greatest(w.last_event, n.last_run, l.last_beat, a.last_seen_at) as "lastSeenAt",
       exists (select from alerts x where x.tenant_id = o.tenant_id and x.rule_id = o.rule_id
         and x.state <> 'resolved') as "hasOpenAlert"
     from own o left join worked w using (tenant_id, agent_id) left join ran n using (tenant_id, agent_id)
       left join spent p using (tenant_id, agent_id) left join tried d using (tenant_id, agent_id)
       left join agents a using (tenant_id, agent_id) left join lives l using (agent_id)
     order by o.tenant_id, o.rule_id`,
    [tenantId, now, ERROR_RATE_WINDOW_MINUTES],
  );
  return rows.map(({ parameters, ...row }) => ({ ...row, thresholds: numbersOf(parameters) }));
}

function numbersOf(parameters: Readonly<Record<string, unknown>>): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (typeof value === "number") numbers[name] = value;
  }
  return numbers;
}
