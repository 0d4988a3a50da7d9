import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * A sweep looks at 90 nights and 50 verdicts of every tenant: read from indexes alone, they cost a twentieth of the pages.
 * Each has only the rows that are asked for.
 */
export class CoverWindows1763800052100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      create index idx_enrichment_runs_nights on enrichment_runs (tenant_id, started_at) include (ended_at, status, run_id)
        where agent_id = 'nightly' and trigger = 'schedule' and status in ('succeeded', 'degraded', 'failed');
      create index idx_run_metrics_levels on run_metrics (tenant_id, run_id, name) include (value)
        where name in ('crawl_success_rate', 'companies_with_business_email_rate');
      create index idx_qa_samples_decided on qa_samples (tenant_id, created_at desc, run_id, sample_no) include (result)
        where result in ('pass', 'fail');
      create index idx_qa_samples_undecided on qa_samples (tenant_id, created_at) include (result)
        where result is null or result = 'needs_review';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      drop index idx_qa_samples_undecided, idx_qa_samples_decided, idx_run_metrics_levels, idx_enrichment_runs_nights;
    `);
  }
}
