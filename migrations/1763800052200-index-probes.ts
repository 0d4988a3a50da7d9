import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Probes look every 15 seconds, so none may read a day of events. Events come in the order of their times, which a few
 * pages of ranges (`brin`) are enough to tell; only calls of the LLM are worth an entry each.
 */
export class IndexProbes1763800052200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      create index idx_run_event_logs_ts on run_event_logs using brin (ts) with (autosummarize = on);
      create index idx_run_event_logs_llm on run_event_logs (ts) include (status, cost_nano_usd)
        where event = 'vendor_call' and vendor = 'openai';
      create index idx_alert_notifications_posted on alert_notifications (posted_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      drop index idx_alert_notifications_posted, idx_run_event_logs_llm, idx_run_event_logs_ts;
    `);
  }
}
