import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

/** Agents outside nightshift, and runs of theirs: several at once, where the nightly pipeline has one per tenant. */
export class CreateAgents1763800061000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      create table agents (
        tenant_id text not null,
        agent_id text not null,
        name text not null,
        kind text not null default 'agent',
        owner text,
        expected_heartbeat_minutes int,
        run_silence_minutes int not null default 60,
        first_seen_at timestamptz,
        last_seen_at timestamptz,
        last_heartbeat_at timestamptz,
        created_at timestamptz not null,
        primary key (tenant_id, agent_id),
        constraint agents_heartbeat check (expected_heartbeat_minutes between 1 and 10080),
        constraint agents_silence check (run_silence_minutes between 1 and 10080)
      );
      drop index enrichment_runs_one_running;
      create unique index enrichment_runs_one_running on enrichment_runs (tenant_id, agent_id)
        where status = 'running' and agent_id = 'nightly';
      create index idx_enrichment_runs_agent on enrichment_runs (tenant_id, agent_id, started_at)
        where agent_id <> 'nightly';
    `);
    await queryRunner.query(secureTenantTable("agents"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      drop index idx_enrichment_runs_agent;
      delete from enrichment_runs where agent_id <> 'nightly';
      drop index enrichment_runs_one_running;
      create unique index enrichment_runs_one_running on enrichment_runs (tenant_id, agent_id) where status = 'running';
      drop table agents;
    `);
  }
}
