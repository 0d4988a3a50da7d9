import type { MigrationInterface, QueryRunner } from "typeorm";

/** Which id a channel's name stands for, and an index for the messages that were given up. */
export class CreateSlackChannels1763800071000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table slack_channels (
        name text not null,
        channel_id text not null,
        resolved_at timestamptz not null,
        primary key (name)
      );
      grant select, insert, update, delete on slack_channels to nightshift_service;
      create index idx_alert_notifications_dead on alert_notifications (target)
        where state = 'dead' and delivered_version < desired_version;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop index idx_alert_notifications_dead;
      drop table slack_channels;
    `);
  }
}
