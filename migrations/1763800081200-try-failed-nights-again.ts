import type { MigrationInterface, QueryRunner } from "typeorm";

/** When a scheduled run that failed before it did anything was tried again, which happens once. */
export class TryFailedNightsAgain1763800081200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("alter table expected_runs add column tried_again_at timestamptz");
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("alter table expected_runs drop column tried_again_at");
  }
}
