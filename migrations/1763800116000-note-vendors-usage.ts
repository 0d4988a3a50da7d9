import type { MigrationInterface, QueryRunner } from "typeorm";

/** What vendors said their accounts had used, at quiet moments: what `reconcile --vendors` measures from. */
export class NoteVendorsUsage1763800116000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table vendor_usage_readings (
        vendor text not null,
        read_at timestamptz not null,
        counter double precision not null,
        primary key (vendor, read_at)
      );
      grant select, insert, delete on vendor_usage_readings to nightshift_service;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table vendor_usage_readings");
  }
}
