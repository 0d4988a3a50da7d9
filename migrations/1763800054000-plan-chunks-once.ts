import type { MigrationInterface, QueryRunner } from "typeorm";

/** A stage's companies are cut into chunks once, also when the runner that did it died before its job was done. */
export class PlanChunksOnce1763800054000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("alter table run_stage_stats add column planned_at timestamptz");
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("alter table run_stage_stats drop column planned_at");
  }
}
