import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

export class CreateAlertRules1763800030000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table alert_rules (
        tenant_id text not null,
        rule_id text not null,
        type text not null,
        name text not null,
        parameters jsonb not null default '{}',
        enabled boolean not null default true,
        severity text,
        cooldown_minutes int,
        created_by text not null,
        updated_by text not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        primary key (tenant_id, rule_id),
        constraint alert_rules_type check (type in ('built_in', 'cost_per_day', 'error_rate', 'no_heartbeat')),
        constraint alert_rules_severity check (severity in ('critical', 'high', 'medium', 'low')),
        constraint alert_rules_cooldown check (cooldown_minutes >= 0)
      );
    `);
    await queryRunner.query(secureTenantTable("alert_rules"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table alert_rules");
  }
}
