import type { MigrationInterface, QueryRunner } from "typeorm";
import { letOwnerRead, secureTenantTable } from "./support/secure-tenant-table.ts";

export class CreateCompanies1763800003000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table ssic_ref (
        code text not null,
        title text not null,
        primary key (code)
      );

      create table icp_rules (
        tenant_id text not null,
        rule_id uuid not null default gen_random_uuid(),
        name text not null,
        industries text[],
        countries text[],
        employees_min int,
        employees_max int,
        active boolean not null default true,
        primary key (tenant_id, rule_id)
      );

      create table staging_companies (
        tenant_id text not null,
        row_id uuid not null default gen_random_uuid(),
        import_id uuid not null,
        line int not null,
        name text not null,
        website text,
        registration_number text,
        industry text,
        ssic_code text,
        country text,
        employees int,
        description text,
        imported_at timestamptz not null default now(),
        primary key (tenant_id, row_id)
      );
      create index idx_staging_companies_import on staging_companies (tenant_id, import_id);

      create table companies (
        tenant_id text not null,
        company_id uuid not null default gen_random_uuid(),
        natural_key text not null,
        name text not null,
        website text,
        domain text,
        answered_domain text,
        registration_number text,
        industry text,
        ssic_code text,
        country text,
        employees int,
        description text,
        created_at timestamptz not null default now(),
        last_seen timestamptz,
        primary key (tenant_id, company_id)
      );
      create index idx_companies_last_seen on companies (tenant_id, last_seen);
      create unique index companies_natural_key on companies (tenant_id, natural_key);

      create table contacts (
        tenant_id text not null,
        contact_id uuid not null default gen_random_uuid(),
        company_id uuid not null,
        first_name text not null,
        last_name text not null,
        title text,
        source text not null,
        vendor_contact_id text,
        created_at timestamptz not null default now(),
        primary key (tenant_id, contact_id),
        constraint contacts_company foreign key (tenant_id, company_id) references companies (tenant_id, company_id) on delete cascade
      );
      create unique index contacts_person on contacts (tenant_id, company_id, first_name, last_name);
      create index idx_contacts_company on contacts (tenant_id, company_id);

      create table lead_emails (
        tenant_id text not null,
        company_id uuid not null,
        email text not null,
        source text not null,
        is_webmail boolean not null,
        status text,
        verified_at timestamptz,
        created_at timestamptz not null default now(),
        primary key (tenant_id, company_id, email),
        constraint lead_emails_status check (status in ('verified', 'unknown', 'bad')),
        constraint lead_emails_company foreign key (tenant_id, company_id) references companies (tenant_id, company_id) on delete cascade
      );

      create table email_verification_cache (
        tenant_id text not null,
        email_hash text not null,
        status text not null,
        vendor_status text not null,
        checked_at timestamptz not null default now(),
        primary key (tenant_id, email_hash)
      );

      create table lead_features (
        tenant_id text not null,
        company_id uuid not null,
        run_id uuid not null,
        content_hash text not null,
        features jsonb not null,
        extracted_at timestamptz not null default now(),
        primary key (tenant_id, company_id),
        constraint lead_features_company foreign key (tenant_id, company_id) references companies (tenant_id, company_id) on delete cascade
      );

      create table lead_scores (
        tenant_id text not null,
        company_id uuid not null,
        run_id uuid not null,
        score int not null,
        bucket text not null,
        rationale text not null,
        cited_signals text[] not null,
        input_hash text not null,
        scored_at timestamptz not null default now(),
        exported_at timestamptz,
        primary key (tenant_id, company_id),
        constraint lead_scores_bucket check (bucket in ('High', 'Medium', 'Low')),
        constraint lead_scores_company foreign key (tenant_id, company_id) references companies (tenant_id, company_id) on delete cascade
      );
      create index idx_lead_scores_score on lead_scores (tenant_id, score);

      create table corpora (
        tenant_id text not null,
        run_id uuid not null,
        company_id uuid not null,
        source text not null,
        content_hash text not null,
        body text,
        created_at timestamptz not null default now(),
        primary key (tenant_id, run_id, company_id, source)
      );
    `);
    await queryRunner.query(secureTenantTable("icp_rules"));
    await queryRunner.query(secureTenantTable("staging_companies", "append"));
    await queryRunner.query(secureTenantTable("companies"));
    await queryRunner.query(secureTenantTable("contacts"));
    await queryRunner.query(secureTenantTable("lead_emails"));
    await queryRunner.query(secureTenantTable("email_verification_cache"));
    await queryRunner.query(secureTenantTable("lead_features"));
    await queryRunner.query(secureTenantTable("lead_scores"));
    await queryRunner.query(secureTenantTable("corpora"));
    await queryRunner.query(letOwnerRead("companies"));
    await queryRunner.query(letOwnerRead("icp_rules"));
    await queryRunner.query("grant select on ssic_ref to nightshift_app, nightshift_service");
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop table corpora, lead_scores, lead_features, email_verification_cache, lead_emails, contacts, companies, staging_companies, icp_rules, ssic_ref;
    `);
  }
}
