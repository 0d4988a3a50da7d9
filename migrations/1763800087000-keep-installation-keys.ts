import type { MigrationInterface, QueryRunner } from "typeorm";

/** Keys of the installation that outlive SECRETS_KEY, sealed with it. */
export class KeepInstallationKeys1763800087000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table installation_keys (
        name text not null,
        sealed text not null,
        sealed_at timestamptz not null default now(),
        primary key (name)
      );
      grant select, insert, update on installation_keys to nightshift_service;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table installation_keys");
  }
}
