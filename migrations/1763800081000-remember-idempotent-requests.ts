import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

/** The answers of requests that carry an `Idempotency-Key`. */
export class RememberIdempotentRequests1763800081000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table idempotent_requests (
        tenant_id text not null,
        key_id text not null,
        key_hash text not null,
        fingerprint text not null,
        answer_sealed text,
        started_at timestamptz not null,
        primary key (tenant_id, key_id, key_hash)
      );
      create index idx_idempotent_requests_started on idempotent_requests (started_at);
    `);
    await queryRunner.query(secureTenantTable("idempotent_requests"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table idempotent_requests");
  }
}
