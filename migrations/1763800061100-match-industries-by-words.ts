import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Industries are matched by their words, so that LOGISTICS_AND_SUPPLY_CHAIN is logistics, or by the SSIC code. Each pair of
 * industry and code is matched once, however many companies have it.
 */
export class MatchIndustriesByWords1763800061100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create function industry_words(industry text) returns text[]
        language sql immutable parallel safe
      as $$
        select coalesce(array_agg(distinct regexp_replace(regexp_replace(word, 'ies$', 'y'), '([^s])s$', '\\1')), '{}')
        from regexp_split_to_table(lower(coalesce(industry, '')), '[\\s[:punct:]]+') as word
        where word not in ('', 'and', 'of', 'the', 'for')
      $$;

      create function industry_fits(industry text, ssic_code text, wanted text[]) returns boolean
        language sql immutable parallel safe
      as $$
        select exists (
          select from unnest(wanted) as one
          where case when one ~ '^[0-9]{2,5}$' then coalesce(ssic_code, '') like one || '%'
            else public.industry_words(one) <> '{}' and public.industry_words(one) <@ public.industry_words(industry) end)
      $$;

      drop view icp_candidates;
      drop materialized view icp_candidate_companies;
      create materialized view icp_candidate_companies as
        with kinds as materialized (
          select distinct tenant_id, coalesce(industry, '') as industry, coalesce(ssic_code, '') as ssic_code from companies
        ), fitting as materialized (
          select k.tenant_id, k.industry, k.ssic_code, r.rule_id
          from kinds k join icp_rules r on r.tenant_id = k.tenant_id and r.active
          where r.industries is null or industry_fits(k.industry, k.ssic_code, r.industries)
        )
        select c.tenant_id, c.company_id, min(r.name) as rule_name
        from companies c
          join fitting f on f.tenant_id = c.tenant_id and f.industry = coalesce(c.industry, '')
            and f.ssic_code = coalesce(c.ssic_code, '')
          join icp_rules r on r.tenant_id = f.tenant_id and r.rule_id = f.rule_id
        where (r.countries is null or c.country = any (r.countries))
          and (r.employees_min is null or c.employees >= r.employees_min)
          and (r.employees_max is null or c.employees <= r.employees_max)
        group by c.tenant_id, c.company_id;
      ${VIEW}
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop view icp_candidates;
      drop materialized view icp_candidate_companies;
      drop function industry_fits(text, text, text[]);
      drop function industry_words(text);
      create materialized view icp_candidate_companies as
        select c.tenant_id, c.company_id, min(r.name) as rule_name
        from companies c join icp_rules r on r.tenant_id = c.tenant_id and r.active
        where (r.industries is null or lower(c.industry) = any (r.industries))
          and (r.countries is null or c.country = any (r.countries))
          and (r.employees_min is null or c.employees >= r.employees_min)
          and (r.employees_max is null or c.employees <= r.employees_max)
        group by c.tenant_id, c.company_id;
      ${VIEW}
    `);
  }
}

const VIEW = `
  create unique index icp_candidate_companies_key on icp_candidate_companies (tenant_id, company_id);
  create view icp_candidates with (security_barrier = true) as
    select tenant_id, company_id, rule_name from icp_candidate_companies
    where tenant_id = nullif(current_setting('app.tenant_id', true), '');
  grant select on icp_candidates to nightshift_app;
`;
