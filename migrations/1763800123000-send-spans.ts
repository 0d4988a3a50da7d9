import type { MigrationInterface, QueryRunner } from "typeorm";

/** Which runs' spans have left for an OpenTelemetry collector. */
export class SendSpans1763800123000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      alter table enrichment_runs add column spans_sent_at timestamptz;
      create index idx_enrichment_runs_spans on enrichment_runs (ended_at)
        where spans_sent_at is null and ended_at is not null and agent_id = 'nightly';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      alter table enrichment_runs drop column spans_sent_at;
    `);
  }
}
