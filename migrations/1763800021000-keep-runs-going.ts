import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

export class KeepRunsGoing1763800021000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table run_leases (
        tenant_id text not null,
        run_id uuid not null,
        token uuid not null,
        held_until timestamptz not null,
        primary key (tenant_id, run_id),
        constraint run_leases_run foreign key (tenant_id, run_id) references enrichment_runs (tenant_id, run_id) on delete cascade
      );

      create table company_attempts (
        tenant_id text not null,
        run_id uuid not null,
        stage text not null,
        company_id uuid not null,
        attempts int not null,
        primary key (tenant_id, run_id, stage, company_id),
        constraint company_attempts_run foreign key (tenant_id, run_id) references enrichment_runs (tenant_id, run_id) on delete cascade
      );

      create table dead_letters (
        tenant_id text not null,
        run_id uuid not null,
        stage text not null,
        company_id uuid not null,
        error_code text not null,
        error_msg text,
        attempts int not null,
        created_at timestamptz not null default now(),
        retried_at timestamptz,
        primary key (tenant_id, run_id, stage, company_id),
        constraint dead_letters_run foreign key (tenant_id, run_id) references enrichment_runs (tenant_id, run_id) on delete cascade
      );
    `);
    await queryRunner.query(secureTenantTable("run_leases"));
    await queryRunner.query(secureTenantTable("company_attempts"));
    await queryRunner.query(secureTenantTable("dead_letters"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table dead_letters, company_attempts, run_leases;
    `);
  }
}
