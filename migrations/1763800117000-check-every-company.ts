import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

/** The automatic checks of every High company of a run, not only of those that people judge. */
export class CheckEveryCompany1763800117000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table company_checks (
        tenant_id text not null,
        run_id uuid not null,
        company_id uuid not null,
        checks jsonb not null,
        is_flawless boolean not null,
        checked_at timestamptz not null default now(),
        primary key (tenant_id, run_id, company_id),
        constraint company_checks_run foreign key (tenant_id, run_id)
          references enrichment_runs (tenant_id, run_id) on delete cascade
      );
      create index idx_company_checks_checked on company_checks (tenant_id, checked_at) include (is_flawless);
    `);
    await queryRunner.query(secureTenantTable("company_checks"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table company_checks");
  }
}
