import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

export class CreateRunDegradations1763800022200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table run_degradations (
        tenant_id text not null,
        run_id uuid not null,
        degradation text not null,
        reason text not null,
        since timestamptz not null,
        primary key (tenant_id, run_id, degradation),
        constraint run_degradations_run foreign key (tenant_id, run_id) references enrichment_runs (tenant_id, run_id) on delete cascade
      );
    `);
    await queryRunner.query(secureTenantTable("run_degradations"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table run_degradations");
  }
}
