import type { MigrationInterface, QueryRunner } from "typeorm";

/** What became of messages, counted over restarts and processes; and what the receiver called the last failure. */
export class CountDeliveries1763800044000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table alert_notifications add column last_problem text;
      create table delivery_counts (
        target text not null,
        outcome text not null,
        total bigint not null,
        primary key (target, outcome)
      );
      grant select, insert, update on delivery_counts to nightshift_service;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table delivery_counts;
      alter table alert_notifications drop column last_problem;
    `);
  }
}
