import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

/** Alerts that were raised to practise, and how each practice went. */
export class CreateDrills1763800033100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table alerts add column drill boolean not null default false;

      create table drills (
        tenant_id text not null,
        drill_id uuid not null default gen_random_uuid(),
        rule_id text not null,
        alert_id uuid not null,
        started_by text not null,
        started_at timestamptz not null,
        detected_at timestamptz,
        delivered_at timestamptz,
        acknowledged_at timestamptz,
        ended_at timestamptz,
        steps_done int not null default 0,
        steps_total int not null default 0,
        score int,
        primary key (tenant_id, drill_id),
        constraint drills_score check (score between 0 and 100),
        constraint drills_alert foreign key (tenant_id, alert_id) references alerts (tenant_id, alert_id) on delete cascade
      );
      create index idx_drills_rule on drills (tenant_id, rule_id, started_at);
    `);
    await queryRunner.query(secureTenantTable("drills"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table drills; alter table alerts drop column drill;");
  }
}
