import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

export class CreateVendorLedger1763800022000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table vendor_ledger (
        tenant_id text not null,
        ledger_id uuid not null,
        run_id uuid not null,
        stage text not null,
        company_id uuid,
        vendor text not null,
        operation text not null,
        state text not null,
        resource text not null,
        reserved_units bigint not null,
        reserved_nano_usd bigint not null,
        unit text not null,
        quantity double precision,
        cost_nano_usd bigint,
        price_card_id text,
        model text,
        local_date date not null,
        reserved_at timestamptz not null,
        settled_at timestamptz,
        primary key (tenant_id, ledger_id),
        constraint vendor_ledger_state check (state in ('reserved', 'charged', 'released', 'unknown')),
        constraint vendor_ledger_run foreign key (tenant_id, run_id) references enrichment_runs (tenant_id, run_id) on delete cascade
      );
      create index vendor_ledger_by_run on vendor_ledger (tenant_id, run_id, vendor);
      create index vendor_ledger_open on vendor_ledger (reserved_at) where state in ('reserved', 'unknown');
    `);
    await queryRunner.query(secureTenantTable("vendor_ledger"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table vendor_ledger");
  }
}
