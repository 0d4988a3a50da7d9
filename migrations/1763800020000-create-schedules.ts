import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

export class CreateSchedules1763800020000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table schedules (
        tenant_id text not null,
        schedule_id text not null,
        name text not null,
        cron text not null,
        timezone text,
        overlap text not null default 'skip',
        catch_up text not null default 'latest',
        catch_up_window_minutes int not null default 360,
        enabled boolean not null default true,
        cap int,
        skip_stages text[] not null default '{}',
        follows_settings boolean not null default false,
        planned_from text,
        next_due_at timestamptz,
        next_local_at timestamp,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        primary key (tenant_id, schedule_id),
        constraint schedules_overlap check (overlap in ('skip')),
        constraint schedules_catch_up check (catch_up in ('none', 'latest', 'all')),
        constraint schedules_catch_up_window check (catch_up_window_minutes >= 0),
        constraint schedules_cap check (cap >= 1)
      );

      create table expected_runs (
        tenant_id text not null,
        schedule_id text not null,
        local_at timestamp not null,
        ordinal int not null,
        due_at timestamptz not null,
        state text not null,
        caught_up boolean not null default false,
        run_id uuid,
        reason text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        primary key (tenant_id, schedule_id, local_at, ordinal),
        constraint expected_runs_schedule foreign key (tenant_id, schedule_id)
          references schedules (tenant_id, schedule_id) on delete cascade,
        constraint expected_runs_state
          check (state in ('waiting', 'started', 'skipped_overlap', 'missed', 'failed_to_start')),
        constraint expected_runs_run check ((run_id is not null) = (state = 'started'))
      );
      create index idx_expected_runs_due on expected_runs (tenant_id, due_at);
      create index idx_expected_runs_waiting on expected_runs (due_at) where state = 'waiting';
    `);
    await queryRunner.query(secureTenantTable("schedules"));
    await queryRunner.query(secureTenantTable("expected_runs"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table expected_runs, schedules");
  }
}
