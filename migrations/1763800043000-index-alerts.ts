import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Both tables are small, so an index is made in a moment; one that cannot begin soon gives up rather than let every
 * writer queue behind it. (Not `concurrently`: that waits for the machines that wait for this migration to end.)
 */
export class IndexAlerts1763800043000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      -- The newest alert of a fingerprint is looked for whenever a rule finds something.
      create index idx_alerts_fingerprint on alerts (tenant_id, fingerprint, fired_at);
      -- What a channel was asked to wait for is looked for at each claim, delivered messages included.
      create index idx_alert_notifications_not_before on alert_notifications (not_before);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      set local lock_timeout = '5s';
      drop index idx_alert_notifications_not_before, idx_alerts_fingerprint;
    `);
  }
}
