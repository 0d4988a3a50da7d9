import type { Database } from "../../src/database/database.ts";
import { STAGES, type Stage } from "../../src/entities/stage-table.ts";
import { NANO_USD } from "../../src/nano-usd.ts";

/** What the summary shows of a run. */
export interface RunSummary {
  readonly tenantId: string;
  readonly runId: string;
  readonly status: string;
  readonly statusReason: string;
  readonly seconds: number;
  readonly costUsd: number;
  readonly stages: readonly {
    readonly stage: Stage;
    readonly status: string;
    readonly success: number;
    readonly error: number;
    readonly blocked: number;
    readonly skipped: number;
  }[];
  readonly alerts: readonly {
    readonly ruleId: string;
    readonly severity: string;
    readonly summary: string;
    /** Slack's timestamp of its card; null until it is posted. */
    readonly messageTs: string | null;
  }[];
  readonly samples: number;
}

export async function readSummary(
  database: Database,
  { tenantId, runId }: { readonly tenantId: string; readonly runId: string },
  now: Date,
): Promise<RunSummary> {
  return database.withTenant(tenantId, async (transaction) => {
    const [run] = await transaction.query<
      { status: string; statusReason: string; seconds: number; costUsd: number; samples: number }[]
    >(
      `select status, coalesce(status_reason, '') as "statusReason",
         extract(epoch from coalesce(ended_at, $2) - started_at)::float8 as seconds,
         cost_nano_usd::float8 / ${NANO_USD} as "costUsd",
         (select count(*)::int from qa_samples q where q.run_id = r.run_id) as samples
       from enrichment_runs r where run_id = $1`,
      [runId, now],
    );
    if (run === undefined) throw new TypeError(`run ${runId} is gone`);
    const stages = await transaction.query<RunSummary["stages"][number][]>(
      `select stage, status, count_success::int as success, count_error::int as error, count_blocked::int as blocked,
         count_skipped::int as skipped from run_stage_stats where run_id = $1`,
      [runId],
    );
    const alerts = await transaction.query<RunSummary["alerts"][number][]>(
      `select a.rule_id as "ruleId", a.severity, a.summary, n.message_ts as "messageTs"
       from alerts a left join alert_notifications n
         on n.tenant_id = a.tenant_id and n.kind = 'alert' and n.subject_id = coalesce(a.incident_id, a.alert_id)::text
       where a.run_id = $1 order by a.rule_id, a.subject`,
      [runId],
    );
    return {
      tenantId,
      runId,
      ...run,
      stages: [...stages].sort((one, other) => STAGES.indexOf(one.stage) - STAGES.indexOf(other.stage)),
      alerts,
    };
  });
}

/** True once everything a run led to has been evaluated and delivered: no job of it waits, no message is behind. */
export async function isAllTold(database: Database): Promise<boolean> {
  return database.withService(async (transaction) => {
    const [row] = await transaction.query<{ isTold: boolean }[]>(
      `select not exists (select from job_outbox)
         and not exists (select from pgboss.job where state in ('created', 'retry', 'active') and name = 'evaluate')
         and not exists (select from alert_notifications where delivered_version < desired_version and state <> 'dead')
         as "isTold"`,
    );
    return row?.isTold ?? false;
  });
}

/** What the summary shows of an agent outside. */
export interface AgentSummary {
  readonly agentId: string;
  readonly runs: number;
  readonly events: number;
  readonly costUsd: number;
}

export async function readAgents(database: Database, agentIds: readonly string[]): Promise<AgentSummary[]> {
  return database.withService((transaction) =>
    transaction.query<AgentSummary[]>(
      `select agent_id as "agentId", count(*)::int as events, count(distinct run_id)::int as runs,
         coalesce(sum(cost_nano_usd), 0)::float8 / ${NANO_USD} as "costUsd"
       from run_event_logs where agent_id = any ($1) group by 1 order by 1`,
      [agentIds],
    ),
  );
}

/** Slack's timestamp of the card of a rule's alert; null until it is posted. */
export async function findCard(database: Database, ruleId: string): Promise<string | null> {
  return database.withService(async (transaction) => {
    const [card] = await transaction.query<{ ts: string }[]>(
      `select n.message_ts as ts from alerts a join alert_notifications n
         on n.tenant_id = a.tenant_id and n.kind = 'alert' and n.subject_id = coalesce(a.incident_id, a.alert_id)::text
       where a.rule_id = $1 and n.message_ts is not null`,
      [ruleId],
    );
    return card?.ts ?? null;
  });
}
