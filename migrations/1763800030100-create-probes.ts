import type { MigrationInterface, QueryRunner } from "typeorm";

/** Both are the installation's: no tenant's row is in them, and only the service role may see them. */
export class CreateProbes1763800030100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table worker_heartbeats (
        worker_id uuid not null,
        agent_id text not null,
        started_at timestamptz not null,
        beat_at timestamptz not null,
        primary key (worker_id)
      );
      create table probe_results (
        rule_id text not null,
        subject text not null,
        breached boolean,
        breached_since timestamptz,
        finding jsonb,
        checked_at timestamptz not null,
        primary key (rule_id, subject)
      );
      grant select, insert, update, delete on worker_heartbeats, probe_results to nightshift_service;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table probe_results, worker_heartbeats");
  }
}
