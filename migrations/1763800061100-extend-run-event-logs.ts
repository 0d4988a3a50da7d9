import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Events from outside: whose they are, and what an LLM call used. Retention never drops the default partition, so it
 * takes none of them. Only their cost may change, when a corrected price is applied.
 */
export class ExtendRunEventLogs1763800061100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      alter table run_event_logs
        add column agent_id text,
        add column model text,
        add column tokens_cached int,
        add column price_card_id text;
      alter table run_event_logs_default
        add constraint run_event_logs_default_ours check (agent_id is null);
      grant update (cost_nano_usd, price_card_id) on run_event_logs to nightshift_app;
      drop index idx_run_event_logs_stage;
      create index idx_run_event_logs_stage on run_event_logs (tenant_id, run_id, stage, duration_ms)
        where run_id is not null;
      create index idx_run_event_logs_time on run_event_logs (tenant_id, ts);
      create index idx_run_event_logs_agent on run_event_logs (tenant_id, agent_id, ts) where agent_id is not null;
      create index idx_run_event_logs_error on run_event_logs (tenant_id, ts) where status = 'error';
      create index idx_run_event_logs_trace on run_event_logs (tenant_id, trace_id)
        where agent_id is not null and trace_id is not null;

      -- The days that have a partition of their own. An event from outside goes into one of them or is refused.
      create function live_event_dates() returns setof date
        language sql stable security definer set search_path = public, pg_temp
      as $$
        select to_date(right(c.relname, 8), 'YYYYMMDD') from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'run_event_logs'::regclass and c.relname ~ '^run_event_logs_[0-9]{8}$'
      $$;
      revoke all on function live_event_dates() from public;
      grant execute on function live_event_dates() to nightshift_app, nightshift_service;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      drop function live_event_dates();
      drop index idx_run_event_logs_trace, idx_run_event_logs_error, idx_run_event_logs_agent, idx_run_event_logs_time,
        idx_run_event_logs_stage;
      create index idx_run_event_logs_stage on run_event_logs (tenant_id, run_id, stage, duration_ms);
      revoke update (cost_nano_usd, price_card_id) on run_event_logs from nightshift_app;
      alter table run_event_logs_default drop constraint run_event_logs_default_ours;
      alter table run_event_logs
        drop column price_card_id, drop column tokens_cached, drop column model, drop column agent_id;
    `);
  }
}
