import type { MigrationInterface, QueryRunner } from "typeorm";

/** Since when a message does not get through, so that an end can be put to it. */
export class BoundDeliveries1763800052000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      alter table alert_notifications add column failing_since timestamptz;
      -- What is behind is counted by every health check, beside all that was ever delivered.
      create index idx_alert_notifications_behind on alert_notifications (target) where delivered_version < desired_version;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      drop index idx_alert_notifications_behind;
      alter table alert_notifications drop column failing_since;
    `);
  }
}
