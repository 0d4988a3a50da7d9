import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

export class CreateQa1763800006000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table qa_samples (
        tenant_id text not null,
        run_id uuid not null,
        company_id uuid not null,
        sample_no int not null,
        bucket text not null,
        population_size int not null,
        checks jsonb not null,
        result text,
        notes text,
        version int not null default 0,
        created_at timestamptz not null default now(),
        primary key (tenant_id, run_id, company_id),
        constraint qa_samples_result check (result in ('pass', 'fail', 'needs_review')),
        constraint qa_samples_run foreign key (tenant_id, run_id) references enrichment_runs (tenant_id, run_id) on delete cascade
      );

      create table qa_verdicts (
        tenant_id text not null,
        verdict_id uuid not null default gen_random_uuid(),
        run_id uuid not null,
        company_id uuid not null,
        result text not null,
        reason text,
        notes text,
        actor text not null,
        at timestamptz not null default now(),
        primary key (tenant_id, verdict_id),
        constraint qa_verdicts_sample foreign key (tenant_id, run_id, company_id) references qa_samples (tenant_id, run_id, company_id) on delete cascade
      );
      create index idx_qa_verdicts_sample on qa_verdicts (tenant_id, run_id, company_id);
    `);
    await queryRunner.query(secureTenantTable("qa_samples"));
    await queryRunner.query(secureTenantTable("qa_verdicts", "append"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table qa_verdicts, qa_samples;
    `);
  }
}
