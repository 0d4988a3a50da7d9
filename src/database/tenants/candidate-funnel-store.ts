import type { Transaction } from "../database.ts";
import { NOT_EXCLUDED } from "./not-excluded.ts";

/** How many companies pass the filters of one rule, one after the other. */
export interface RuleFunnel {
  readonly name: string;
  readonly byIndustry: number;
  readonly byCountry: number;
  readonly bySize: number;
  /** Companies that pass the country filter, and the size filter, on its own. */
  readonly inCountries: number;
  readonly ofSize: number;
}

/** A value, and how many companies have it; null: their value is unknown. */
export interface ValueCount {
  readonly value: string | null;
  readonly count: number;
}

/** Why companies fit a tenant's profile or do not. */
export interface CandidateFunnel {
  readonly companies: number;
  /** Companies that fit a rule in every respect and may be contacted. */
  readonly fitting: number;
  /** Companies that fit a rule in every respect and are excluded. */
  readonly excluded: number;
  /** Companies that fit a rule by industry alone, and are added if too few fit. */
  readonly byIndustryAlone: number;
  readonly rules: readonly RuleFunnel[];
  /** The values the tenant's companies really have, the most frequent first. */
  readonly industries: readonly ValueCount[];
  readonly countries: readonly ValueCount[];
  readonly sizes: readonly ValueCount[];
}

const SHOWN = 8;
const OK = `cross join lateral (select r.industries is null or industry_fits(c.industry, c.ssic_code, r.industries) as ok) i
  cross join lateral (select coalesce(r.countries is null or c.country = any (r.countries), false) as ok) n
  cross join lateral (select coalesce((r.employees_min is null or c.employees >= r.employees_min)
    and (r.employees_max is null or c.employees <= r.employees_max), false) as ok) s`;

/** Counts the companies of the transaction's tenant through the filters of its rules. */
export async function readCandidateFunnel(
  transaction: Transaction,
  tenantId: string,
): Promise<CandidateFunnel> {
  const [totals] = await transaction.query<
    { companies: number; fitting: number; excluded: number; byIndustryAlone: number }[]
  >(
    `select count(*)::int as companies, count(*) filter (where fits and is_free)::int as fitting,
       count(*) filter (where fits and not is_free)::int as excluded,
       count(*) filter (where of_industry and not fits and is_free)::int as "byIndustryAlone"
     from companies c cross join lateral (
       select coalesce(bool_or(i.ok and n.ok and s.ok), false) as fits,
         coalesce(bool_or(r.industries is not null and i.ok), false) as of_industry
       from icp_rules r ${OK} where r.tenant_id = c.tenant_id and r.active) rules
       cross join lateral (select ${NOT_EXCLUDED} as is_free) free
     where c.tenant_id = $1`,
    [tenantId],
  );
  const rules = await readRuleFunnels(transaction, tenantId);
  const valuesOf = (expression: string) =>
    transaction.query<ValueCount[]>(
      `select ${expression} as value, count(*)::int as count from companies where tenant_id = $1
       group by 1 order by 2 desc, 1 limit ${SHOWN}`,
      [tenantId],
    );
  return {
    companies: totals?.companies ?? 0,
    fitting: totals?.fitting ?? 0,
    excluded: totals?.excluded ?? 0,
    byIndustryAlone: totals?.byIndustryAlone ?? 0,
    rules,
    industries: await valuesOf("industry"),
    countries: await valuesOf("country"),
    sizes: await valuesOf(
      `case when employees < 20 then '0 to 19' when employees <= 100 then '20 to 100'
         when employees <= 500 then '101 to 500' when employees <= 2000 then '501 to 2000' when employees > 2000 then 'above 2000' end`,
    ),
  };
}

async function readRuleFunnels(transaction: Transaction, tenantId: string): Promise<RuleFunnel[]> {
  return transaction.query<RuleFunnel[]>(
    `select r.name, count(c.company_id) filter (where i.ok)::int as "byIndustry",
       count(c.company_id) filter (where i.ok and n.ok)::int as "byCountry",
       count(c.company_id) filter (where i.ok and n.ok and s.ok)::int as "bySize",
       count(c.company_id) filter (where n.ok)::int as "inCountries",
       count(c.company_id) filter (where s.ok)::int as "ofSize"
     from icp_rules r left join companies c on c.tenant_id = r.tenant_id ${OK}
     where r.tenant_id = $1 and r.active group by r.rule_id, r.name order by r.name`,
    [tenantId],
  );
}

/** The companies of the transaction's tenant, what each of its rules leaves of them, and how many the candidate view holds. */
export interface ViewFunnel {
  readonly companies: number;
  readonly inView: number;
  readonly rules: readonly RuleFunnel[];
}

export async function readViewFunnel(transaction: Transaction, tenantId: string): Promise<ViewFunnel> {
  const [counts] = await transaction.query<{ companies: number; inView: number }[]>(
    `select (select count(*)::int from companies where tenant_id = $1) as companies,
       (select count(*)::int from icp_candidates where tenant_id = $1) as "inView"`,
    [tenantId],
  );
  const rules = await readRuleFunnels(transaction, tenantId);
  return { companies: counts?.companies ?? 0, inView: counts?.inView ?? 0, rules };
}
