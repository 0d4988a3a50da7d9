import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

export class CreateSilences1763800031000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table silences (
        tenant_id text not null,
        silence_id uuid not null default gen_random_uuid(),
        rule_id text,
        subject text,
        reason text not null,
        created_by text not null,
        created_at timestamptz not null,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        cancelled_by text,
        cancelled_at timestamptz,
        primary key (tenant_id, silence_id),
        constraint silences_window check (ends_at > starts_at and ends_at <= starts_at + interval '30 days')
      );
      create index idx_silences_ends on silences (tenant_id, ends_at);
    `);
    await queryRunner.query(secureTenantTable("silences"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table silences");
  }
}
