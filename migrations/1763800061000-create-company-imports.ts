import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

/** Companies are found by each of their signs, and an import can be taken back. Keys of companies there are come with the next import. */
export class CreateCompanyImports1763800061000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table company_keys (
        tenant_id text not null,
        key text not null,
        company_id uuid not null,
        is_merged boolean not null default false,
        primary key (tenant_id, key, company_id),
        constraint company_keys_company foreign key (tenant_id, company_id) references companies (tenant_id, company_id) on delete cascade
      );
      create index idx_company_keys_company on company_keys (tenant_id, company_id);

      create table company_imports (
        tenant_id text not null,
        import_id uuid not null,
        file_name text not null,
        actor text not null,
        imported_at timestamptz not null,
        undone_at timestamptz,
        primary key (tenant_id, import_id)
      );

      create table company_import_changes (
        tenant_id text not null,
        import_id uuid not null,
        company_id uuid not null,
        before jsonb,
        after jsonb not null,
        primary key (tenant_id, import_id, company_id),
        constraint company_import_changes_import foreign key (tenant_id, import_id) references company_imports (tenant_id, import_id) on delete cascade
      );
      create index idx_company_import_changes_company on company_import_changes (tenant_id, company_id);

      ${secureTenantTable("company_keys")}
      ${secureTenantTable("company_imports")}
      ${secureTenantTable("company_import_changes")}
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table company_import_changes;
      drop table company_imports;
      drop table company_keys;
    `);
  }
}
