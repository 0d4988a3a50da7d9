import type { MigrationInterface, QueryRunner } from "typeorm";
import { letOwnerRead, secureTenantTable } from "./support/secure-tenant-table.ts";

/** What the views of `reports` read as their owner. */
const READ = [
  "report_readers",
  "enrichment_runs",
  "run_stage_stats",
  "run_vendor_usage",
  "run_metrics",
  "qa_samples",
  "alerts",
  "agents",
  "agent_daily_metrics",
];

/** The tenant whose role has signed in; no role can change `session_user`, whatever it sets. */
const MINE = `(select x.tenant_id from public.report_readers x where x.role_name = session_user::text)`;

/** A full night of the nightly run that has ended, as src/entities/night-sql.ts says. */
const IS_NIGHT = `(r.agent_id = 'nightly' and r.status <> 'running' and not (r.manifest ? 'resumedFrom') and not (r.manifest ? 'only')
  and (r.trigger = 'schedule' or coalesce((r.manifest ->> 'cap')::numeric >= (r.manifest ->> 'candidateFloor')::numeric, true)))`;

/** The run's columns that stand in every view about runs. */
const RUN = `r.run_id, r.run_date, r.started_at as run_started_at, ${IS_NIGHT} as is_night`;

/**
 * What Grafana, Metabase and the like may read: views in a schema of their own, each of the tenant that
 * `report_readers` names for the role that signed in. Everybody may select from them, since whoever is not in that
 * table sees no rows; a reader may use the schema.
 */
export class CreateReportReaders1763800121000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table report_readers (
        tenant_id text not null,
        role_name text not null,
        created_at timestamptz not null default now(),
        primary key (tenant_id)
      );
      create unique index report_readers_role on report_readers (role_name);
    `);
    await queryRunner.query(secureTenantTable("report_readers"));
    for (const table of READ) await queryRunner.query(letOwnerRead(table));
    await queryRunner.query(`
      create schema reports;

      create view reports.tenant with (security_barrier = true) as
        select t.tenant_id, t.name, t.timezone from public.tenants t where t.tenant_id = ${MINE};

      create view reports.runs with (security_barrier = true) as
        select ${RUN}, r.agent_id, r.trigger, r.status, r.status_reason, r.ended_at as run_ended_at,
          extract(epoch from r.ended_at - r.started_at)::float8 as duration_seconds,
          r.cost_nano_usd / 1e9::float8 as cost_usd, r.trace_id, r.langsmith_trace_url
        from public.enrichment_runs r where r.tenant_id = ${MINE};

      create view reports.run_stages with (security_barrier = true) as
        select ${RUN}, s.stage, s.status, s.status_reason, s.count_total, s.count_success, s.count_error, s.count_blocked,
          s.count_skipped, s.p50_ms, s.p95_ms, s.p99_ms, s.cost_nano_usd / 1e9::float8 as cost_usd,
          s.tokens_input, s.tokens_output, s.started_at, s.ended_at
        from public.run_stage_stats s join public.enrichment_runs r on r.tenant_id = s.tenant_id and r.run_id = s.run_id
        where s.tenant_id = ${MINE};

      create view reports.run_vendors with (security_barrier = true) as
        select ${RUN}, v.vendor, v.calls, v.errors, v.rate_limit_hits, v.quota_exhausted,
          v.cost_nano_usd / 1e9::float8 as cost_usd, v.unpriced_calls, v.tokens_input, v.tokens_output
        from public.run_vendor_usage v join public.enrichment_runs r on r.tenant_id = v.tenant_id and r.run_id = v.run_id
        where v.tenant_id = ${MINE};

      create view reports.run_metrics with (security_barrier = true) as
        select ${RUN}, m.name, m.value, m.numerator, m.denominator, m.reason
        from public.run_metrics m join public.enrichment_runs r on r.tenant_id = m.tenant_id and r.run_id = m.run_id
        where m.tenant_id = ${MINE};

      create view reports.qa_samples with (security_barrier = true) as
        select ${RUN}, q.company_id, q.sample_no, q.bucket, q.population_size, q.result, q.created_at
        from public.qa_samples q join public.enrichment_runs r on r.tenant_id = q.tenant_id and r.run_id = q.run_id
        where q.tenant_id = ${MINE};

      -- The verdicts of a run with Wilson's 95 % interval of the pass rate; without a verdict there is no rate.
      create view reports.run_verdicts with (security_barrier = true) as
        select c.run_id, c.run_date, c.run_started_at, c.is_night, c.samples, c.passes, c.fails, w.rate as pass_rate,
          greatest(0, least(w.rate, w.center - w.half)) as pass_rate_low,
          least(1, greatest(w.rate, w.center + w.half)) as pass_rate_high
        from (
          select ${RUN}, count(*) as samples, count(*) filter (where q.result = 'pass') as passes,
            count(*) filter (where q.result = 'fail') as fails
          from public.qa_samples q join public.enrichment_runs r on r.tenant_id = q.tenant_id and r.run_id = q.run_id
          where q.tenant_id = ${MINE}
          group by r.tenant_id, r.run_id
        ) c left join lateral (
          select p.rate, (p.rate + p.z2 / (2 * p.n)) / (1 + p.z2 / p.n) as center,
            sqrt(p.z2) * sqrt(p.rate * (1 - p.rate) / p.n + p.z2 / (4 * p.n ^ 2)) / (1 + p.z2 / p.n) as half
          from (select c.passes::float8 / (c.passes + c.fails) as rate, (c.passes + c.fails)::float8 as n,
            1.959963984540054::float8 ^ 2 as z2 where c.passes + c.fails > 0) p
        ) w on true;

      create view reports.alerts with (security_barrier = true) as
        select a.alert_id, a.rule_id, a.subject, a.severity, a.state, a.run_id, a.summary, a.occurrences, a.fired_at,
          a.last_seen_at, a.acknowledged_at, a.resolved_at, a.drill
        from public.alerts a where a.tenant_id = ${MINE};

      create view reports.agent_days with (security_barrier = true) as
        select d.agent_id, coalesce(a.name, d.agent_id) as agent_name, d.date, d.total_runs, d.successful_runs, d.failed_runs,
          d.events, d.calls, d.errors, d.tokens_input, d.tokens_output, d.cost_nano_usd / 1e9::float8 as cost_usd,
          d.unpriced_calls, d.p50_ms, d.p95_ms, d.p99_ms
        from public.agent_daily_metrics d left join public.agents a on a.tenant_id = d.tenant_id and a.agent_id = d.agent_id
        where d.tenant_id = ${MINE};

      grant select on all tables in schema reports to public;

      -- Until now everybody who could sign in could call these.
      revoke execute on all functions in schema public from public;
      grant execute on function zone_or_utc(text), industry_fits(text, text, text[]), industry_words(text)
        to nightshift_app, nightshift_service;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      revoke execute on function zone_or_utc(text), industry_fits(text, text, text[]), industry_words(text)
        from nightshift_app, nightshift_service;
      grant execute on function zone_or_utc(text), industry_fits(text, text, text[]), industry_words(text), announce(),
        require_alert(), require_sample() to public;
      drop schema reports cascade;
    `);
    for (const table of READ.slice(1)) await queryRunner.query(`drop policy owner_reads on ${table}`);
    await queryRunner.query("drop table report_readers");
  }
}
