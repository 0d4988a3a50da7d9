import type { MigrationInterface, QueryRunner } from "typeorm";

/** Whether a folded number is complete only with the court or state that gave it (src/imports/company-identity.ts). */
function isOfARegion(number: string, country: string): string {
  return `case coalesce(${country}, '')
            when '' then ${number} ~ '^(hra|hrb|gnr|gsr|vr|pr)[0-9]{1,6}[a-z]{0,2}$'
            when 'DE' then ${number} ~ '^(hra|hrb|gnr|gsr|vr|pr)?[0-9]{1,6}[a-z]{0,2}$'
            when 'US' then ${number} !~ '^[0-9]{9}$'
            when 'CA' then ${number} !~ '^[0-9]{9}([a-z]{2}[0-9]{4})?$'
            when 'AE' then true
            else false end`;
}

const BY_REGION = `
create or replace view excluded_companies with (security_invoker = true) as
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
        regexp_replace(x.number, '^0+(?=[0-9])', '')
            = regexp_replace(nullif(regexp_replace(lower(c.registration_number), '[\\s./-]+', '', 'g'), ''),
              '^0+(?=[0-9])', '') as numbers,
        x.country = c.country as countries,
        ${isOfARegion("x.number", "c.country")} or ${isOfARegion("x.number", "x.country")} as is_of_a_region
    ) agree
  where x.kind = 'company' and (k.is_merged or case
    when s.key like 'reg:%' then agree.countries is not false
      and (agree.names or agree.domains is true
        or (not agree.is_of_a_region and (agree.countries is true or agree.domains is null)))
    when s.key like 'domain:%' then agree.names
      or (agree.numbers is not false and agree.countries is not false)
    else agree.domains is not false and agree.numbers is not false and agree.countries is not false
  end);`;

/** As it was: only German courts, and zeros in front counted. */
const BY_COURT = `
create or replace view excluded_companies with (security_invoker = true) as
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
  end);`;

/** Courts are not the only ones that number companies by themselves, and spreadsheets lose the zeros in front of a number. */
export class TellNumbersOfRegions1763800121000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(BY_REGION);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(BY_COURT);
  }
}
