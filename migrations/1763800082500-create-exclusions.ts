import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

/**
 * Who must not be contacted. Which companies that means is a view, so that a company that is imported, renamed or crawled
 * later is excluded without anybody looking again. The view follows `isSameCompany` of src/imports/company-identity.ts: two
 * companies that have a sign in common are one unless something that is known of both says otherwise.
 */
export class CreateExclusions1763800082500 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table exclusions (
        tenant_id text not null,
        exclusion_id uuid not null default gen_random_uuid(),
        kind text not null,
        match_key text not null,
        label text not null,
        domain text,
        number text,
        country text,
        reason text,
        actor text not null,
        created_at timestamptz not null default now(),
        primary key (tenant_id, exclusion_id),
        constraint exclusions_kind check (kind in ('company', 'domain', 'address', 'person'))
      );
      create unique index exclusions_match_key on exclusions (tenant_id, kind, match_key);
      create index idx_exclusions_domain on exclusions (tenant_id, domain);

      create table exclusion_keys (
        tenant_id text not null,
        key text not null,
        exclusion_id uuid not null,
        primary key (tenant_id, key, exclusion_id),
        constraint exclusion_keys_exclusion foreign key (tenant_id, exclusion_id)
          references exclusions (tenant_id, exclusion_id) on delete cascade
      );
      create index idx_exclusion_keys_exclusion on exclusion_keys (tenant_id, exclusion_id);

      create index idx_companies_domain on companies (tenant_id, domain);
      create index idx_companies_answered_domain on companies (tenant_id, answered_domain);

      ${secureTenantTable("exclusions")}
      ${secureTenantTable("exclusion_keys")}

      create view excluded_companies with (security_invoker = true) as
        select c.tenant_id, c.company_id, x.exclusion_id
        from exclusions x join companies c on c.tenant_id = x.tenant_id and c.domain = x.domain
        where x.kind = 'domain'
        union all
        select c.tenant_id, c.company_id, x.exclusion_id
        from exclusions x join companies c on c.tenant_id = x.tenant_id and c.answered_domain = x.domain
        where x.kind = 'domain'
        union all
        select c.tenant_id, c.company_id, x.exclusion_id
        from exclusions x
          join exclusion_keys s on s.tenant_id = x.tenant_id and s.exclusion_id = x.exclusion_id
          join company_keys k on k.tenant_id = s.tenant_id and k.key = s.key
          join companies c on c.tenant_id = k.tenant_id and c.company_id = k.company_id
          cross join lateral (
            select exists (
                select from exclusion_keys o join company_keys n on n.tenant_id = o.tenant_id and n.key = o.key
                where o.tenant_id = x.tenant_id and o.exclusion_id = x.exclusion_id and n.company_id = c.company_id
                  and o.key like 'name:%') as names,
              x.domain = (
                select c.domain where exists (
                  select from company_keys d where d.tenant_id = c.tenant_id and d.company_id = c.company_id
                    and d.key = 'domain:' || c.domain)) as domains,
              x.number = nullif(regexp_replace(lower(c.registration_number), '[\\s./-]+', '', 'g'), '') as numbers,
              x.country = c.country as countries,
              coalesce(c.country, 'DE') = 'DE' and x.number ~ '^(hra|hrb|gnr|vr|pr)[0-9]+[a-z]?$' as is_of_a_court
          ) agree
        where x.kind = 'company' and (k.is_merged or case
          when s.key like 'reg:%' then agree.countries is not false
            and (not agree.is_of_a_court or agree.names or agree.domains is true)
          when s.key like 'domain:%' then agree.names
            or (agree.numbers is not false and agree.countries is not false)
          else agree.domains is not false and agree.numbers is not false and agree.countries is not false
        end);
      grant select on excluded_companies to nightshift_app, nightshift_service;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop view excluded_companies;
      drop index idx_companies_answered_domain;
      drop index idx_companies_domain;
      drop table exclusion_keys;
      drop table exclusions;
    `);
  }
}
