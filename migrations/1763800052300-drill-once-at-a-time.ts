import type { MigrationInterface, QueryRunner } from "typeorm";

/** Two people who start the drill of a rule at the same moment begin one. */
export class DrillOnceAtATime1763800052300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      update drills d set ended_at = d.started_at where d.ended_at is null and exists (
        select 1 from drills n where n.tenant_id = d.tenant_id and n.rule_id = d.rule_id and n.ended_at is null
          and (n.started_at, n.drill_id) > (d.started_at, d.drill_id));
      create unique index drills_one_open on drills (tenant_id, rule_id) where ended_at is null;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop index drills_one_open");
  }
}
