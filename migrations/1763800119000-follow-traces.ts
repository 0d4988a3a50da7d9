import type { MigrationInterface, QueryRunner } from "typeorm";

/** One trace id from a request or click to whatever it caused: who did what, the run, its messages. */
export class FollowTraces1763800119000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      alter table audit_log add column trace_id text;
      create index idx_audit_log_trace on audit_log (tenant_id, trace_id) where trace_id is not null;
      alter table slack_inbox add column trace_id text;
      create index idx_slack_inbox_trace on slack_inbox (trace_id) where trace_id is not null;
      alter table alert_notifications add column trace_id text;
      create index idx_alert_notifications_trace on alert_notifications (tenant_id, trace_id) where trace_id is not null;
      create index idx_enrichment_runs_trace on enrichment_runs (tenant_id, trace_id);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      drop index idx_enrichment_runs_trace;
      alter table alert_notifications drop column trace_id;
      alter table slack_inbox drop column trace_id;
      alter table audit_log drop column trace_id;
    `);
  }
}
