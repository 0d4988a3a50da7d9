import type { MigrationInterface, QueryRunner } from "typeorm";

/** Why a metric of a run has no value. */
export class ExplainMissingMetrics1763800081100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table run_metrics add column reason text
        constraint run_metrics_reason check (reason in ('nothing_asked', 'price_unknown'));
      update run_metrics set reason = case when name like '%cost_usd' then 'price_unknown' else 'nothing_asked' end
        where value is null and denominator is not null;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("alter table run_metrics drop column reason");
  }
}
