import type { MigrationInterface, QueryRunner } from "typeorm";

/** A card in the fallback channel arrived, but the channel it was meant for still needs a person: where that was, and why not there. */
export class RememberMovedMessages1763800053000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      "alter table alert_notifications add column moved_from text, add column moved_problem text",
    );
    await queryRunner.query(
      "create index idx_alert_notifications_moved on alert_notifications (created_at) where moved_from is not null",
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop index idx_alert_notifications_moved");
    await queryRunner.query(
      "alter table alert_notifications drop column moved_from, drop column moved_problem",
    );
  }
}
