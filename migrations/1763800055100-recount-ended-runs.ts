import type { MigrationInterface, QueryRunner } from "typeorm";

/** Once nobody can tell of it any more, what was under way on a run that was ended early is looked for in the ledger. */
export class RecountEndedRuns1763800055100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      alter table enrichment_runs add column recount_at timestamptz;
      create index idx_enrichment_runs_recount on enrichment_runs (recount_at) where recount_at is not null;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("alter table enrichment_runs drop column recount_at");
  }
}
