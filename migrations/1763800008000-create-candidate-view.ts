import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Which companies fit a tenant's ideal-customer profile. A materialized view cannot carry row-level security, so
 * nobody is granted it: tenants read the view over it, and refresh it through the function.
 */
export class CreateCandidateView1763800008000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create materialized view icp_candidate_companies as
        select c.tenant_id, c.company_id, min(r.name) as rule_name
        from companies c join icp_rules r on r.tenant_id = c.tenant_id and r.active
        where (r.industries is null or lower(c.industry) = any (r.industries))
          and (r.countries is null or c.country = any (r.countries))
          and (r.employees_min is null or c.employees >= r.employees_min)
          and (r.employees_max is null or c.employees <= r.employees_max)
        group by c.tenant_id, c.company_id;
      create unique index icp_candidate_companies_key on icp_candidate_companies (tenant_id, company_id);

      create view icp_candidates with (security_barrier = true) as
        select tenant_id, company_id, rule_name from icp_candidate_companies
        where tenant_id = nullif(current_setting('app.tenant_id', true), '');
      grant select on icp_candidates to nightshift_app;

      create function refresh_icp_candidates() returns void
        language plpgsql security definer set search_path = public, pg_temp
      as $$ begin refresh materialized view concurrently public.icp_candidate_companies; end $$;
      revoke all on function refresh_icp_candidates() from public;
      grant execute on function refresh_icp_candidates() to nightshift_app, nightshift_service;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop function refresh_icp_candidates();
      drop view icp_candidates;
      drop materialized view icp_candidate_companies;
    `);
  }
}
