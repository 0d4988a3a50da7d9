import type { MigrationInterface, QueryRunner } from "typeorm";

export class GiveMessagesATarget1763800031200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table alert_notifications add column target text not null default 'slack';
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      delete from alert_notifications where target <> 'slack';
      alter table alert_notifications drop column target;
    `);
  }
}
