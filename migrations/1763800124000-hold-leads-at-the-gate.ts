import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

/** Leads that wait at the export gate until their night is decided, and the checks of every lead that a run would export. */
export class HoldLeadsAtTheGate1763800124000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table lead_scores add column held_by_run uuid, add column cleared_at timestamptz;
      create index idx_lead_scores_held on lead_scores (tenant_id, held_by_run) where held_by_run is not null;
      alter table enrichment_runs add column held_leads int not null default 0;
      alter table company_checks add column bucket text not null default 'High'
        constraint company_checks_bucket check (bucket in ('High', 'Medium', 'Low'));
      drop index idx_company_checks_checked;
      create index idx_company_checks_checked on company_checks (tenant_id, checked_at) include (is_flawless, bucket);
      create table export_gates (
        tenant_id text not null,
        run_id uuid not null,
        state text not null,
        leads int not null,
        released int not null default 0,
        bad_probability double precision not null,
        asked_at timestamptz,
        deadline_at timestamptz,
        unanswered text not null,
        decided_by text,
        decided_at timestamptz,
        wants_export boolean not null default false,
        export_run_id uuid,
        primary key (tenant_id, run_id),
        constraint export_gates_state check (state in ('open', 'held', 'released')),
        constraint export_gates_unanswered check (unanswered in ('hold', 'release')),
        constraint export_gates_run foreign key (tenant_id, run_id)
          references enrichment_runs (tenant_id, run_id) on delete cascade
      );
      create index idx_export_gates_due on export_gates (deadline_at) where state = 'open';
      create index idx_export_gates_wanted on export_gates (decided_at) where wants_export;
    `);
    await queryRunner.query(secureTenantTable("export_gates"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table export_gates;
      drop index idx_company_checks_checked;
      delete from company_checks where bucket <> 'High';
      alter table company_checks drop column bucket;
      create index idx_company_checks_checked on company_checks (tenant_id, checked_at) include (is_flawless);
      alter table enrichment_runs drop column held_leads;
      drop index idx_lead_scores_held;
      alter table lead_scores drop column held_by_run, drop column cleared_at;
    `);
  }
}
