import type { MigrationInterface, QueryRunner } from "typeorm";

/** Retention removes imported rows as they came, which are merged into `companies` by then. */
export class LetStagedRowsGo1763800042000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      grant delete on staging_companies to nightshift_service;
      create index idx_staging_companies_imported on staging_companies (imported_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop index idx_staging_companies_imported;
      revoke delete on staging_companies from nightshift_service;
    `);
  }
}
