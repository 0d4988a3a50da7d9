import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

/** Bounds what the owner's functions take, keeps verdicts and transitions whatever becomes of their parents, and sets bad jobs aside. */
export class DefendItself1763800086000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create or replace function ensure_event_partitions(days_ahead int) returns int
        language plpgsql security definer set search_path = public, pg_temp
      as $$
      declare
        night date;
        partition text;
        made int := 0;
      begin
        if days_ahead is null or days_ahead not between 0 and 90 then
          raise exception 'days_ahead must be 0 to 90' using errcode = 'invalid_parameter_value';
        end if;
        perform pg_advisory_xact_lock(hashtext('ensure_event_partitions'));
        for night in select generate_series(current_date - 1, current_date + days_ahead, interval '1 day')::date loop
          partition := 'run_event_logs_' || to_char(night, 'YYYYMMDD');
          -- With its schema: a temporary table of that name is not meant.
          continue when to_regclass('public.' || partition) is not null;
          execute format('create table public.%I (like public.run_event_logs including all)', partition);
          execute format(
            'with moved as (delete from public.run_event_logs_default where event_date = %L returning *) insert into public.%I select * from moved',
            night, partition);
          execute format('alter table public.run_event_logs attach partition public.%I for values from (%L) to (%L)',
            partition, night, night + 1);
          made := made + 1;
        end loop;
        return made;
      end $$;

      create or replace function drop_event_partitions(before date) returns int
        language plpgsql security definer set search_path = public, pg_temp
      as $$
      declare
        partition text;
        dropped int := 0;
      begin
        if before is null or not isfinite(before) or before >= (now() at time zone 'UTC')::date then
          raise exception 'before must lie before today' using errcode = 'invalid_parameter_value';
        end if;
        for partition in
          select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
          where i.inhparent = 'public.run_event_logs'::regclass and c.relnamespace = 'public'::regnamespace
            and c.relname ~ '^run_event_logs_[0-9]{8}$' and to_date(right(c.relname, 8), 'YYYYMMDD') < before
        loop
          execute format('drop table public.%I', partition);
          dropped := dropped + 1;
        end loop;
        return dropped;
      end $$;

      -- Verdicts and transitions are only ever added: a cascade would remove them for whoever may delete their parents.
      -- They must still have one when they are added.
      alter table qa_verdicts drop constraint qa_verdicts_sample;
      alter table alert_transitions drop constraint alert_transitions_alert;
      create function require_sample() returns trigger language plpgsql set search_path = public, pg_temp as $$
      begin
        perform from qa_samples s
          where s.tenant_id = new.tenant_id and s.run_id = new.run_id and s.company_id = new.company_id;
        if not found then
          raise exception 'a verdict needs a sample' using errcode = 'foreign_key_violation', constraint = 'qa_verdicts_sample';
        end if;
        return new;
      end $$;
      create function require_alert() returns trigger language plpgsql set search_path = public, pg_temp as $$
      begin
        perform from alerts a where a.tenant_id = new.tenant_id and a.alert_id = new.alert_id;
        if not found then
          raise exception 'a transition needs an alert' using errcode = 'foreign_key_violation', constraint = 'alert_transitions_alert';
        end if;
        return new;
      end $$;
      create trigger qa_verdicts_sample before insert on qa_verdicts for each row execute function require_sample();
      create trigger alert_transitions_alert before insert on alert_transitions for each row execute function require_alert();
      -- Retention removes a sample's verdicts with it.
      grant delete on qa_verdicts to nightshift_service;

      create table refused_jobs (
        tenant_id text not null,
        job_id uuid not null,
        queue text not null,
        payload jsonb not null,
        reason text not null,
        created_at timestamptz not null,
        refused_at timestamptz not null default now(),
        primary key (tenant_id, job_id)
      );
      create index idx_refused_jobs_at on refused_jobs (refused_at);
    `);
    await queryRunner.query(secureTenantTable("refused_jobs"));
    await queryRunner.query("revoke insert, update, delete on refused_jobs from nightshift_app");
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table refused_jobs;
      revoke delete on qa_verdicts from nightshift_service;
      drop trigger alert_transitions_alert on alert_transitions;
      drop trigger qa_verdicts_sample on qa_verdicts;
      drop function require_alert();
      drop function require_sample();
      delete from alert_transitions t where not exists
        (select from alerts a where a.tenant_id = t.tenant_id and a.alert_id = t.alert_id);
      delete from qa_verdicts v where not exists
        (select from qa_samples s where s.tenant_id = v.tenant_id and s.run_id = v.run_id and s.company_id = v.company_id);
      alter table alert_transitions add constraint alert_transitions_alert foreign key (tenant_id, alert_id)
        references alerts (tenant_id, alert_id) on delete cascade;
      alter table qa_verdicts add constraint qa_verdicts_sample foreign key (tenant_id, run_id, company_id)
        references qa_samples (tenant_id, run_id, company_id) on delete cascade;
    `);
  }
}
