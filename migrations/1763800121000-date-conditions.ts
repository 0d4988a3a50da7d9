import type { MigrationInterface, QueryRunner } from "typeorm";

/** When an alert's condition began, which is earlier than it was found. */
export class DateConditions1763800121000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("alter table alerts add column begun_at timestamptz");
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("alter table alerts drop column begun_at");
  }
}
