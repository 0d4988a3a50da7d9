import type { Transaction } from "../../database/database.ts";
import type { CodeCount, NightFacts, StageFacts, VendorFacts } from "../../diagnosis/cause-evidence.ts";
import { IS_NIGHT } from "../../entities/night-sql.ts";
import { NANO_USD } from "../../nano-usd.ts";
import type { RunKey } from "../evidence/run-key.ts";

interface RunRow {
  readonly startedAt: Date;
  readonly status: NightFacts["status"];
  readonly statusReason: string | null;
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly costUsd: number;
}

type Coded<Of extends string> = CodeCount & Readonly<Record<Of, string>>;

/** A run as a diagnosis sees it; null if it is gone. */
export async function readNightFacts(
  transaction: Transaction,
  { tenantId, runId }: RunKey,
): Promise<NightFacts | null> {
  const key = [tenantId, runId];
  const [run] = await transaction.query<RunRow[]>(
    `select started_at as "startedAt", status, status_reason as "statusReason", manifest, cost_nano_usd::float8 / ${NANO_USD} as "costUsd"
     from enrichment_runs where tenant_id = $1 and run_id = $2`,
    key,
  );
  if (run === undefined) return null;
  const stages = await transaction.query<Omit<StageFacts, "errors" | "skips">[]>(
    `select stage, status, status_reason as reason, count_success::float8 as success, count_error::float8 as error,
       count_blocked::float8 as blocked from run_stage_stats where tenant_id = $1 and run_id = $2`,
    key,
  );
  const outcomes = await transaction.query<(Coded<"stage"> & { readonly outcome: string })[]>(
    `select stage, outcome, coalesce(code, 'unknown') as code, count(*)::int as count
     from company_enrichment_runs where tenant_id = $1 and run_id = $2 and outcome in ('error', 'skipped')
     group by 1, 2, 3 order by 4 desc, 3`,
    key,
  );
  const vendors = await transaction.query<Omit<VendorFacts, "errors">[]>(
    `select vendor, calls::float8 as calls, quota_exhausted as "quotaExhausted" from run_vendor_usage
     where tenant_id = $1 and run_id = $2`,
    key,
  );
  const failures = await transaction.query<Coded<"vendor">[]>(
    `select e.vendor, regexp_replace(coalesce(e.error_code, 'unknown'), '^' || e.vendor || '_', '') as code, count(*)::int as count
     from enrichment_runs r join run_event_logs e
       on e.tenant_id = r.tenant_id and e.run_id = r.run_id and e.event_date = r.run_date
     where r.tenant_id = $1 and r.run_id = $2 and e.event = 'vendor_call' and e.status = 'error'
     group by 1, 2 order by 3 desc, 2`,
    key,
  );
  const countsOf = (rows: readonly CodeCount[]) => rows.map(({ code, count }) => ({ code, count }));
  return {
    startedAt: run.startedAt,
    status: run.status,
    statusReason: run.statusReason,
    costUsd: run.costUsd,
    settings: settingsOf(run.manifest),
    stages: stages.map((stage) => {
      const own = outcomes.filter((row) => row.stage === stage.stage);
      return {
        ...stage,
        errors: countsOf(own.filter(({ outcome }) => outcome === "error")),
        skips: countsOf(own.filter(({ outcome }) => outcome === "skipped")),
      };
    }),
    vendors: vendors.map((vendor) => ({
      ...vendor,
      errors: countsOf(failures.filter((row) => row.vendor === vendor.vendor)),
    })),
  };
}

/** The newest night before a time that succeeded; null without one. */
export async function findLastGood(
  transaction: Transaction,
  tenantId: string,
  before: Date,
): Promise<string | null> {
  const [row] = await transaction.query<{ runId: string }[]>(
    `select r.run_id as "runId" from enrichment_runs r
     where r.tenant_id = $1 and r.agent_id = 'nightly' and r.status = 'succeeded' and r.started_at < $2 and ${IS_NIGHT}
     order by r.started_at desc limit 1`,
    [tenantId, before],
  );
  return row?.runId ?? null;
}

const NIGHTS = 14;

/** Shares of failed crawls of nights before a time, the newest first. */
export async function readEarlierShares(
  transaction: Transaction,
  tenantId: string,
  before: Date,
): Promise<number[]> {
  const rows = await transaction.query<{ share: number }[]>(
    `select s.count_error::float8 / (s.count_success + s.count_error) as share
     from enrichment_runs r join run_stage_stats s using (tenant_id, run_id)
     where r.tenant_id = $1 and r.agent_id = 'nightly' and r.started_at < $2 and r.status <> 'running' and s.stage = 'crawl'
       and s.count_success + s.count_error > 0 and ${IS_NIGHT}
     order by r.started_at desc limit ${NIGHTS}`,
    [tenantId, before],
  );
  return rows.map(({ share }) => share);
}

/** A manifest's settings as texts; those of an older version may be missing. */
function settingsOf(manifest: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(manifest).filter(([name]) => SETTINGS.includes(name));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

const SETTINGS: readonly string[] = [
  "version",
  "openaiModel",
  "openaiFallbackModel",
  "companyConcurrency",
  "cap",
  "candidateFloor",
  "budgets",
  "skip",
  "only",
  "forceExport",
];
