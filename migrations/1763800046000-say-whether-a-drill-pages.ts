import type { MigrationInterface, QueryRunner } from "typeorm";

/** Nobody is called out of bed for practice, unless whoever drills says so. */
export class SayWhetherADrillPages1763800046000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("alter table drills add column pages boolean not null default false");
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("alter table drills drop column pages");
  }
}
