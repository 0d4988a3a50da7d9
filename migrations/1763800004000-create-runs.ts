import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

export class CreateRuns1763800004000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table enrichment_runs (
        tenant_id text not null,
        run_id uuid not null,
        agent_id text not null default 'nightly',
        status text not null,
        trigger text not null,
        run_date date not null,
        trace_id text not null,
        started_at timestamptz not null,
        ended_at timestamptz,
        status_reason text,
        manifest jsonb not null,
        cost_nano_usd bigint not null default 0,
        langsmith_trace_url text,
        primary key (tenant_id, run_id),
        constraint enrichment_runs_status check (status in ('running', 'succeeded', 'degraded', 'failed', 'cancelled'))
      );
      create unique index enrichment_runs_one_running on enrichment_runs (tenant_id, agent_id) where status = 'running';
      create index idx_enrichment_runs_started on enrichment_runs (tenant_id, started_at, run_id);

      create table company_enrichment_runs (
        tenant_id text not null,
        run_id uuid not null,
        stage text not null,
        company_id uuid not null,
        ordinal int,
        outcome text not null,
        code text,
        finished_at timestamptz not null default now(),
        primary key (tenant_id, run_id, stage, company_id),
        constraint company_enrichment_runs_outcome check (outcome in ('success', 'error', 'skipped', 'blocked')),
        constraint company_enrichment_runs_run foreign key (tenant_id, run_id) references enrichment_runs (tenant_id, run_id) on delete cascade
      );

      create table run_stage_stats (
        tenant_id text not null,
        run_id uuid not null,
        stage text not null,
        status text not null,
        status_reason text,
        count_total bigint not null default 0,
        count_success bigint not null default 0,
        count_error bigint not null default 0,
        count_blocked bigint not null default 0,
        count_skipped bigint not null default 0,
        p50_ms int,
        p95_ms int,
        p99_ms int,
        cost_nano_usd bigint not null default 0,
        tokens_input bigint not null default 0,
        tokens_output bigint not null default 0,
        started_at timestamptz,
        ended_at timestamptz,
        primary key (tenant_id, run_id, stage),
        constraint run_stage_stats_status check (status in ('pending', 'running', 'succeeded', 'degraded', 'failed', 'skipped')),
        constraint run_stage_stats_run foreign key (tenant_id, run_id) references enrichment_runs (tenant_id, run_id) on delete cascade
      );

      create table run_vendor_usage (
        tenant_id text not null,
        run_id uuid not null,
        vendor text not null,
        calls bigint not null default 0,
        errors bigint not null default 0,
        rate_limit_hits bigint not null default 0,
        quota_exhausted boolean not null default false,
        cost_nano_usd bigint not null default 0,
        unpriced_calls bigint not null default 0,
        tokens_input bigint not null default 0,
        tokens_output bigint not null default 0,
        primary key (tenant_id, run_id, vendor),
        constraint run_vendor_usage_run foreign key (tenant_id, run_id) references enrichment_runs (tenant_id, run_id) on delete cascade
      );

      create table run_metrics (
        tenant_id text not null,
        run_id uuid not null,
        name text not null,
        value double precision,
        numerator double precision,
        denominator double precision,
        primary key (tenant_id, run_id, name),
        constraint run_metrics_run foreign key (tenant_id, run_id) references enrichment_runs (tenant_id, run_id) on delete cascade
      );

      create table stage_sketches (
        tenant_id text not null,
        run_id uuid not null,
        stage text not null,
        count bigint not null,
        sum_ms bigint not null,
        min_ms int,
        max_ms int,
        buckets jsonb not null,
        primary key (tenant_id, run_id, stage),
        constraint stage_sketches_run foreign key (tenant_id, run_id) references enrichment_runs (tenant_id, run_id) on delete cascade
      );

      create table budget_counters (
        tenant_id text not null,
        scope text not null,
        resource text not null,
        used bigint not null default 0,
        primary key (tenant_id, scope, resource)
      );

      create table job_outbox (
        tenant_id text not null,
        job_id uuid not null default gen_random_uuid(),
        queue text not null,
        payload jsonb not null,
        created_at timestamptz not null default now(),
        primary key (tenant_id, job_id)
      );
    `);
    await queryRunner.query(secureTenantTable("enrichment_runs"));
    await queryRunner.query(secureTenantTable("company_enrichment_runs"));
    await queryRunner.query(secureTenantTable("run_stage_stats"));
    await queryRunner.query(secureTenantTable("run_vendor_usage"));
    await queryRunner.query(secureTenantTable("run_metrics"));
    await queryRunner.query(secureTenantTable("stage_sketches"));
    await queryRunner.query(secureTenantTable("budget_counters"));
    await queryRunner.query(secureTenantTable("job_outbox"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table job_outbox, budget_counters, stage_sketches, run_metrics, run_vendor_usage, run_stage_stats, company_enrichment_runs, enrichment_runs;
    `);
  }
}
