import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

export class CreateRunbookSteps1763800032000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table runbook_steps (
        tenant_id text not null,
        alert_id uuid not null,
        step_key text not null,
        label text not null,
        actor text not null,
        done_at timestamptz not null,
        seconds_since_fired int not null,
        primary key (tenant_id, alert_id, step_key),
        constraint runbook_steps_alert foreign key (tenant_id, alert_id) references alerts (tenant_id, alert_id) on delete cascade
      );

      create table alert_feedback (
        tenant_id text not null,
        alert_id uuid not null,
        user_id text not null,
        useful boolean not null,
        reason text,
        at timestamptz not null,
        primary key (tenant_id, alert_id, user_id),
        constraint alert_feedback_alert foreign key (tenant_id, alert_id) references alerts (tenant_id, alert_id) on delete cascade
      );

      alter table alert_notifications add lost_channel text, add lost_ts text;
    `);
    await queryRunner.query(secureTenantTable("runbook_steps"));
    await queryRunner.query(secureTenantTable("alert_feedback"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table alert_notifications drop lost_channel, drop lost_ts;
      drop table alert_feedback, runbook_steps;
    `);
  }
}
