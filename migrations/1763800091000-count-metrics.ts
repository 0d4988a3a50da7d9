import type { MigrationInterface, QueryRunner } from "typeorm";

/** Figures that every process adds to, so that whichever is asked for metrics answers for all, and no restart resets them. */
export class CountMetrics1763800091000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table metric_totals (
        metric text not null,
        labels text not null,
        part text not null,
        total double precision not null,
        primary key (metric, labels, part)
      );
      create table vendor_activity (
        vendor text not null,
        last_success_at timestamptz,
        last_error_at timestamptz,
        spend_date date,
        spent_nano_usd bigint not null default 0,
        primary key (vendor)
      );
      grant select, insert, update on metric_totals, vendor_activity to nightshift_service;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table vendor_activity, metric_totals");
  }
}
