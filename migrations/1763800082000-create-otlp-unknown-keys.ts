import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

/** Names of attributes that came over OTLP and are not read, for `doctor`. */
export class CreateOtlpUnknownKeys1763800082000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table otlp_unknown_keys (
        tenant_id text not null,
        key text not null,
        uses bigint not null,
        agent_id text not null,
        first_seen_at timestamptz not null,
        last_seen_at timestamptz not null,
        primary key (tenant_id, key)
      );
    `);
    await queryRunner.query(secureTenantTable("otlp_unknown_keys"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table otlp_unknown_keys;");
  }
}
