import type { MigrationInterface, QueryRunner } from "typeorm";

/** The last proof of each runbook, which cards of every tenant show. */
export class ProveRunbooks1763800122000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table runbook_proofs (
        runbook_id text not null,
        proved_at timestamptz not null,
        version text not null,
        executed boolean not null,
        steps integer not null,
        broken jsonb not null,
        broken_steps integer not null,
        primary key (runbook_id),
        constraint runbook_proofs_steps check (steps >= 0 and broken_steps = jsonb_array_length(broken))
      );
      grant select, insert, update, delete on runbook_proofs to nightshift_service;
      -- What is broken may name tenants.
      grant select (runbook_id, proved_at, steps, broken_steps) on runbook_proofs to nightshift_app;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table runbook_proofs");
  }
}
