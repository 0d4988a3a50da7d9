import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

/**
 * What agents did: by quarter of an hour, counted in the transaction that stores the events (a quarter belongs to one
 * day in every zone there is), and by day of the tenant's zone.
 */
export class CreateAgentMetrics1763800061300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table agent_quarters (
        tenant_id text not null,
        agent_id text not null,
        quarter timestamptz not null,
        shard int not null,
        events bigint not null default 0,
        calls bigint not null default 0,
        attempts bigint not null default 0,
        failed_attempts bigint not null default 0,
        errors bigint not null default 0,
        tokens_input bigint not null default 0,
        tokens_output bigint not null default 0,
        tokens_cached bigint not null default 0,
        cost_nano_usd bigint not null default 0,
        unpriced_calls bigint not null default 0,
        primary key (tenant_id, quarter, agent_id, shard)
      ) with (fillfactor = 70);

      create table agent_daily_metrics (
        tenant_id text not null,
        agent_id text not null,
        date date not null,
        total_runs bigint not null default 0,
        successful_runs bigint not null default 0,
        failed_runs bigint not null default 0,
        events bigint not null default 0,
        calls bigint not null default 0,
        errors bigint not null default 0,
        tokens_input bigint not null default 0,
        tokens_output bigint not null default 0,
        tokens_cached bigint not null default 0,
        cost_nano_usd bigint not null default 0,
        unpriced_calls bigint not null default 0,
        p50_ms int,
        p95_ms int,
        p99_ms int,
        latency jsonb not null default '{}',
        models_used jsonb not null default '{}',
        aggregated_at timestamptz,
        stale boolean not null default false,
        primary key (tenant_id, date, agent_id)
      );
      create index idx_agent_daily_metrics_stale on agent_daily_metrics (tenant_id) where stale;
    `);
    await queryRunner.query(secureTenantTable("agent_quarters"));
    await queryRunner.query(secureTenantTable("agent_daily_metrics"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table agent_daily_metrics, agent_quarters;");
  }
}
