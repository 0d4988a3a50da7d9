import type { MigrationInterface, QueryRunner } from "typeorm";

/** The schema in which pg-boss, as the service role, keeps its own tables. The application role cannot enter it. */
export class CreateQueueSchema1763800009000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create schema pgboss;
      grant usage, create on schema pgboss to nightshift_service;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop schema pgboss cascade");
  }
}
