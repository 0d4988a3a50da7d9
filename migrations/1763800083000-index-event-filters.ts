import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * The newest events by any one filter, however rare what it asks for is: read from an index in their order. Without one, a
 * type or stage that is not there cost a look at every event of the tenant.
 */
export class IndexEventFilters1763800083000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      drop index idx_run_event_logs_error, idx_run_event_logs_agent;
      create index idx_run_event_logs_agent on run_event_logs (tenant_id, agent_id, ts);
      create index idx_run_event_logs_event on run_event_logs (tenant_id, event, ts);
      create index idx_run_event_logs_status on run_event_logs (tenant_id, status, ts);
      create index idx_run_event_logs_stage_time on run_event_logs (tenant_id, stage, ts) where stage is not null;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      drop index idx_run_event_logs_stage_time, idx_run_event_logs_status, idx_run_event_logs_event,
        idx_run_event_logs_agent;
      create index idx_run_event_logs_agent on run_event_logs (tenant_id, agent_id, ts) where agent_id is not null;
      create index idx_run_event_logs_error on run_event_logs (tenant_id, ts) where status = 'error';
    `);
  }
}
