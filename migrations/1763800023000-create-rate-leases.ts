import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * When each domain may be asked next, over every tenant and every runner: a site does not care whose company it is, so
 * the table is global, and the service role's alone.
 */
export class CreateRateLeases1763800023000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table rate_leases (
        domain text not null,
        starts_at timestamptz not null,
        free_at timestamptz not null,
        primary key (domain)
      );
      create index idx_rate_leases_free on rate_leases (free_at);
      grant select, insert, update, delete on rate_leases to nightshift_service;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table rate_leases");
  }
}
