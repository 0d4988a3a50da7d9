import type { Transaction } from "../../database/database.ts";
import { isRunStage } from "../../entities/stage-table.ts";
import type { ReconciledTotal, StageSnapshot, VendorSnapshot } from "../rulebook/rule.ts";

interface CountRow {
  readonly kind: "run_end" | "stage_events" | "stage_companies" | "vendor_events";
  readonly name: string;
  readonly counted: number;
}

/**
 * The totals of a run beside the counts of its events and companies, in one query; null when the log does not contain the
 * run's end, so that it may be incomplete.
 */
export async function readReconciled(
  transaction: Transaction,
  { tenantId, runId }: { readonly tenantId: string; readonly runId: string },
  stages: readonly StageSnapshot[],
  vendors: readonly VendorSnapshot[],
): Promise<ReconciledTotal[] | null> {
  const rows = await transaction.query<CountRow[]>(
    `with events as (
       select e.event, e.stage, e.vendor, count(*) as n, sum(coalesce((e.extra->>'requests')::int, 1)) as calls,
         count(*) filter (where e.status in ('success', 'error', 'blocked')) as attempted
       from enrichment_runs r join run_event_logs e
         on e.tenant_id = r.tenant_id and e.run_id = r.run_id and e.event_date = r.run_date
       where r.tenant_id = $1 and r.run_id = $2 and e.event in ('item_finished', 'vendor_call', 'run_finished')
       group by e.event, e.stage, e.vendor)
     select 'run_end' as kind, '' as name, n::float8 as counted from events where event = 'run_finished'
     union all select 'stage_events', stage, sum(attempted)::float8 from events
       where event = 'item_finished' and stage is not null group by stage
     union all select 'vendor_events', vendor, sum(calls)::float8 from events
       where event = 'vendor_call' and vendor is not null group by vendor
     union all select 'stage_companies', stage, count(*)::float8 from company_enrichment_runs
       where tenant_id = $1 and run_id = $2 and outcome <> 'skipped' group by stage`,
    [tenantId, runId],
  );
  if (!rows.some(({ kind }) => kind === "run_end")) return null;
  const countOf = (kind: CountRow["kind"], name: string) =>
    rows.find((row) => row.kind === kind && row.name === name)?.counted ?? 0;
  return [
    ...stages.flatMap(({ stage: name, countTotal: stored }): ReconciledTotal[] => [
      { of: "stage", name, stored, counted: countOf("stage_events", name), by: "events" },
      // The companies of such a stage are not its items.
      ...(isRunStage(name)
        ? []
        : [
            {
              of: "stage",
              name,
              stored,
              counted: countOf("stage_companies", name),
              by: "companies",
            } as const,
          ]),
    ]),
    ...vendors.map(
      ({ vendor: name, calls: stored }): ReconciledTotal => ({
        of: "vendor",
        name,
        stored,
        counted: countOf("vendor_events", name),
        by: "events",
      }),
    ),
  ];
}
