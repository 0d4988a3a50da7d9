import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

export class CreateAlertDiagnostics1763800033000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table alert_diagnostics (
        tenant_id text not null,
        alert_id uuid not null,
        diagnostic_id text not null,
        title text not null,
        status text not null,
        detail text not null,
        duration_ms int not null,
        checked_at timestamptz not null,
        primary key (tenant_id, alert_id, diagnostic_id),
        constraint alert_diagnostics_status check (status in ('ok', 'bad', 'unknown')),
        constraint alert_diagnostics_alert foreign key (tenant_id, alert_id) references alerts (tenant_id, alert_id) on delete cascade
      );
    `);
    await queryRunner.query(secureTenantTable("alert_diagnostics"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table alert_diagnostics");
  }
}
