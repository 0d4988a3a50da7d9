import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

export class CreateAlerts1763800007000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table alerts (
        tenant_id text not null,
        alert_id uuid not null default gen_random_uuid(),
        rule_id text not null,
        subject text not null,
        fingerprint text not null,
        run_id uuid,
        severity text not null,
        state text not null,
        summary text not null,
        facts jsonb not null default '{}',
        occurrences int not null default 1,
        fired_at timestamptz not null,
        last_seen_at timestamptz not null,
        acknowledged_by text,
        acknowledged_at timestamptz,
        resolved_by text,
        resolved_at timestamptz,
        told boolean not null default false,
        version int not null default 1,
        primary key (tenant_id, alert_id),
        constraint alerts_severity check (severity in ('critical', 'high', 'medium', 'low')),
        constraint alerts_state check (state in ('firing', 'acknowledged', 'resolved'))
      );
      create index idx_alerts_fired on alerts (tenant_id, fired_at);
      create unique index alerts_open_fingerprint on alerts (tenant_id, fingerprint) where state <> 'resolved';

      create table alert_transitions (
        tenant_id text not null,
        alert_id uuid not null,
        version int not null,
        from_state text,
        to_state text not null,
        reason text not null,
        actor text not null,
        at timestamptz not null,
        primary key (tenant_id, alert_id, version),
        constraint alert_transitions_alert foreign key (tenant_id, alert_id) references alerts (tenant_id, alert_id) on delete cascade
      );

      create table alert_notifications (
        tenant_id text not null,
        notification_id uuid not null default gen_random_uuid(),
        kind text not null,
        subject_id text not null,
        parent_id uuid,
        channel text not null,
        desired_version int not null default 1,
        delivered_version int not null default 0,
        state text not null default 'waiting',
        message_channel text,
        message_ts text,
        attempts int not null default 0,
        not_before timestamptz not null default now(),
        claim_token uuid,
        claimed_at timestamptz,
        last_error text,
        created_at timestamptz not null default now(),
        posted_at timestamptz,
        primary key (tenant_id, notification_id),
        constraint alert_notifications_state check (state in ('waiting', 'sending', 'delivered', 'dead'))
      );
      create index idx_alert_notifications_due on alert_notifications (not_before) where delivered_version < desired_version and state <> 'dead';
      create unique index alert_notifications_subject on alert_notifications (tenant_id, kind, subject_id);

      create table slack_inbox (
        delivery_key text not null,
        received_at timestamptz not null default now(),
        primary key (delivery_key)
      );
    `);
    await queryRunner.query(secureTenantTable("alerts"));
    await queryRunner.query(secureTenantTable("alert_transitions", "append"));
    await queryRunner.query(secureTenantTable("alert_notifications"));
    await queryRunner.query("grant select, insert, delete on slack_inbox to nightshift_service");
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table slack_inbox, alert_notifications, alert_transitions, alerts;
    `);
  }
}
