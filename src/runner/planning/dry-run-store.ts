import type { Transaction } from "../../database/database.ts";
import { NOT_EXCLUDED } from "../../database/tenants/not-excluded.ts";
import { VENDOR_TABLE } from "../../entities/vendor-table.ts";
import {
  CANDIDATE_ORDER,
  EXPORT_ORDER,
  KNOWN,
  MATCHES_BY_INDUSTRY,
  UNSEEN_FIRST,
} from "../leads/targets/selection-order.ts";

/** From here on, any write in the transaction fails. */
export async function forbidWrites(transaction: Transaction): Promise<void> {
  await transaction.query("set transaction read only");
}

/** The candidates that the view would hold after a refresh, in the order in which a run would select them. */
const SELECTION = `
  select c.company_id, c.name, row_number() over (order by ${CANDIDATE_ORDER}) as place
  from companies c ${KNOWN}
  where ${NOT_EXCLUDED} and exists (select from icp_rules r where r.tenant_id = c.tenant_id and r.active
    and (r.industries is null or industry_fits(c.industry, c.ssic_code, r.industries))
    and (r.countries is null or c.country = any (r.countries))
    and (r.employees_min is null or c.employees >= r.employees_min)
    and (r.employees_max is null or c.employees <= r.employees_max))`;

/** What a run would select. */
export interface Preview {
  readonly candidates: number;
  readonly selected: number;
  /** Of these, the ones that are no candidates but match a rule by industry alone. */
  readonly added: number;
  /** Names of the first companies. */
  readonly names: readonly string[];
}

/**
 * How many companies a run would select, out of how many candidates. If they are fewer than `floor`, companies that match
 * a rule by industry alone are added.
 */
export async function previewSelection(
  transaction: Transaction,
  { cap, floor, names }: { readonly cap: number; readonly floor: number; readonly names: number },
): Promise<Preview> {
  const [row] = await transaction.query<{ candidates: number; added: number; names: string[] | null }[]>(
    `with selection as (${SELECTION}),
       counted as (select count(*)::int as candidates from selection),
       added as (
         select c.company_id, c.name, counted.candidates + row_number() over (order by ${UNSEEN_FIRST}) as place
         from companies c, counted
         where counted.candidates < $3 and c.company_id not in (select company_id from selection)
           and ${MATCHES_BY_INDUSTRY} and ${NOT_EXCLUDED}
       ),
       chosen as (
         select * from selection where place <= $1 union all select * from added where place <= $3
       )
     select (select candidates from counted), (select count(*)::int from added where place <= $3) as added,
       (select array_agg(name order by place) filter (where place <= $2) from chosen) as names`,
    [cap, names, floor],
  );
  const candidates = row?.candidates ?? 0;
  const added = row?.added ?? 0;
  return { candidates, selected: Math.min(candidates, cap) + added, added, names: row?.names ?? [] };
}

/** The same for a run that only exports: the leads that are good enough, in the order of `selectExports`. */
export async function previewExports(
  transaction: Transaction,
  { cap, minScore, names }: { readonly cap: number; readonly minScore: number; readonly names: number },
): Promise<Preview> {
  const [row] = await transaction.query<{ candidates: number; names: string[] | null }[]>(
    `with leads as (
       select c.name, row_number() over (order by ${EXPORT_ORDER}) as place
       from lead_scores s join companies c on c.tenant_id = s.tenant_id and c.company_id = s.company_id
       where s.score >= $3 and s.held_by_run is null and ${NOT_EXCLUDED}
     )
     select count(*)::int as candidates,
       (array_agg(name order by place) filter (where place <= least($1::int, $2::int))) as names from leads`,
    [cap, names, minScore],
  );
  const candidates = row?.candidates ?? 0;
  return { candidates, selected: Math.min(candidates, cap), added: 0, names: row?.names ?? [] };
}

/** What an ended run asked of a vendor, per selected company. */
export interface VendorRatio {
  readonly vendor: string;
  readonly callsPerCompany: number;
  /** Billionths of a dollar; null if some calls had no price, which makes the sum meaningless. */
  readonly nanoUsdPerCompany: number | null;
  /** Null if it does not charge by token. */
  readonly tokensPerCall: number | null;
}

/**
 * The tenant's last ended runs that selected their own companies: one row per run and vendor whose stage was done. A stage
 * that asked for nothing, since everything was known, counts like any other.
 */
export async function readVendorRatios(transaction: Transaction, runs: number): Promise<VendorRatio[]> {
  return transaction.query<VendorRatio[]>(
    `with recent as (
       select r.tenant_id, r.run_id, t.targets from enrichment_runs r
         join lateral (select count(*)::float8 as targets from company_enrichment_runs c
           where c.tenant_id = r.tenant_id and c.run_id = r.run_id and c.stage = 'select_targets') t on t.targets > 0
       where r.agent_id = 'nightly' and r.status in ('succeeded', 'degraded') and not r.manifest ? 'resumedFrom'
       order by r.started_at desc limit $1
     )
     select v.vendor, (coalesce(u.calls, 0) / n.targets)::float8 as "callsPerCompany",
       case when coalesce(u.unpriced_calls, 0) = 0 then (coalesce(u.cost_nano_usd, 0) / n.targets)::float8 end as "nanoUsdPerCompany",
       nullif((u.tokens_input + u.tokens_output) / nullif(u.calls, 0), 0)::float8 as "tokensPerCall"
     from recent n cross join unnest($2::text[], $3::text[]) as v (vendor, stage)
       join run_stage_stats s on s.tenant_id = n.tenant_id and s.run_id = n.run_id and s.stage = v.stage and s.status <> 'skipped'
       left join run_vendor_usage u on u.tenant_id = n.tenant_id and u.run_id = n.run_id and u.vendor = v.vendor`,
    [runs, VENDOR_TABLE.map(({ vendor }) => vendor), VENDOR_TABLE.map(({ stage }) => stage)],
  );
}
