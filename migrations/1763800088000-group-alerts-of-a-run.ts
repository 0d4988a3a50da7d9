import type { MigrationInterface, QueryRunner } from "typeorm";

/** Alerts that fire in one run share one card: the card is that of the first of them. */
export class GroupAlertsOfARun1763800088000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table alerts add column incident_id uuid, add column incident_run_id uuid;
      create index idx_alerts_incident on alerts (tenant_id, incident_id) where incident_id is not null;
      create index idx_alerts_incident_run on alerts (tenant_id, incident_run_id) where incident_run_id is not null;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop index idx_alerts_incident_run;
      drop index idx_alerts_incident;
      alter table alerts drop column incident_run_id, drop column incident_id;
    `);
  }
}
