import type { MigrationInterface, QueryRunner } from "typeorm";

/** Which workspace the app is installed in: requests from another one are refused, also while Slack cannot be asked. */
export class CreateSlackInstallation1763800081200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table slack_installation (
        name text not null,
        team_id text,
        enterprise_id text,
        is_org_wide boolean not null,
        confirmed_at timestamptz not null,
        primary key (name),
        constraint slack_installation_one check (name = 'slack')
      );
      grant select, insert, update, delete on slack_installation to nightshift_service;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table slack_installation");
  }
}
