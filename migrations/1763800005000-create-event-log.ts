import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

export class CreateEventLog1763800005000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table run_event_logs (
        tenant_id text not null,
        event_date date not null,
        dedupe_key uuid not null,
        run_id uuid,
        stage text,
        company_id uuid,
        event text not null,
        status text not null,
        error_code text,
        error_msg text,
        duration_ms int,
        vendor text,
        cost_nano_usd bigint,
        tokens_input int,
        tokens_output int,
        trace_id text,
        extra jsonb,
        ts timestamptz not null default now(),
        primary key (tenant_id, event_date, dedupe_key)
      ) partition by range (event_date);
      create index idx_run_event_logs_stage on run_event_logs (tenant_id, run_id, stage, duration_ms);
    `);
    await queryRunner.query(secureTenantTable("run_event_logs", "append"));
    await queryRunner.query(`
      create table run_event_logs_default partition of run_event_logs default;

      -- Makes the partitions from yesterday to \`days_ahead\` days from now that are missing. Rows that fell into the
      -- default partition meanwhile move over. Returns how many were made.
      create function ensure_event_partitions(days_ahead int) returns int
        language plpgsql security definer set search_path = public, pg_temp
      as $$
      declare
        night date;
        partition text;
        made int := 0;
      begin
        perform pg_advisory_xact_lock(hashtext('ensure_event_partitions'));
        for night in select generate_series(current_date - 1, current_date + days_ahead, interval '1 day')::date loop
          partition := 'run_event_logs_' || to_char(night, 'YYYYMMDD');
          continue when to_regclass(partition) is not null;
          execute format('create table %I (like run_event_logs including all)', partition);
          execute format(
            'with moved as (delete from run_event_logs_default where event_date = %L returning *) insert into %I select * from moved',
            night, partition);
          execute format('alter table run_event_logs attach partition %I for values from (%L) to (%L)',
            partition, night, night + 1);
          made := made + 1;
        end loop;
        return made;
      end $$;

      -- Drops the partitions of nights before \`before\`. Returns how many.
      create function drop_event_partitions(before date) returns int
        language plpgsql security definer set search_path = public, pg_temp
      as $$
      declare
        partition text;
        dropped int := 0;
      begin
        for partition in
          select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
          where i.inhparent = 'run_event_logs'::regclass and c.relname ~ '^run_event_logs_[0-9]{8}$'
            and to_date(right(c.relname, 8), 'YYYYMMDD') < before
        loop
          execute format('drop table %I', partition);
          dropped := dropped + 1;
        end loop;
        return dropped;
      end $$;

      -- The last night that has a partition, and how many rows lie in the default one (there should be none).
      create function event_partition_health() returns table (last_night date, default_rows bigint)
        language sql stable security definer set search_path = public, pg_temp
      as $$
        select
          (select max(to_date(right(c.relname, 8), 'YYYYMMDD')) from pg_inherits i join pg_class c on c.oid = i.inhrelid
           where i.inhparent = 'run_event_logs'::regclass and c.relname ~ '^run_event_logs_[0-9]{8}$'),
          (select count(*) from run_event_logs_default)
      $$;

      revoke all on function ensure_event_partitions(int), drop_event_partitions(date), event_partition_health() from public;
      grant execute on function ensure_event_partitions(int), drop_event_partitions(date), event_partition_health()
        to nightshift_service;
      select ensure_event_partitions(14);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop function event_partition_health();
      drop function drop_event_partitions(date);
      drop function ensure_event_partitions(int);
      drop table run_event_logs;
    `);
  }
}
