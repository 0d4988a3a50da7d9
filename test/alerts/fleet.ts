import type { Database } from "../../src/database/database.ts";

/** What a fleet of tenants looks like. */
export interface Fleet {
  readonly tenants: number;
  /** Nights of each, all but the last of which have only what service levels need. */
  readonly nights: number;
  readonly lastStartedAt: Date;
}

const STAGES = `('mv_refresh', 0), ('select_targets', 0), ('crawl', 100), ('tavily', 100), ('extract', 100), ('lusha', 100),
  ('zerobounce', 100), ('score', 100), ('export_odoo', 100), ('qa_sample', 10)`;
const VENDORS = "('tavily'), ('openai'), ('lusha'), ('zerobounce')";

/** Writes tenants `tenant-1` and so on, each with a schedule, nights that went well, and the last one's figures and samples. */
export async function storeFleet(
  database: Database,
  { tenants, nights, lastStartedAt }: Fleet,
): Promise<void> {
  await database.withService(async (transaction) => {
    const write = (sql: string, values: unknown[] = []) => transaction.query(sql, values);
    await write(
      `insert into tenants (tenant_id, name, timezone)
       select 'tenant-' || n, 'Tenant ' || n, 'Asia/Singapore' from generate_series(1, $1::int) n`,
      [tenants],
    );
    await write(
      `insert into tenant_policies (tenant_id, policy) select tenant_id, '{"alertChannel": "alerts"}' from tenants`,
    );
    await write(
      `insert into schedules (tenant_id, schedule_id, name, cron, next_due_at, next_local_at)
       select tenant_id, 'default', 'Night', '0 1 * * *', $1::timestamptz + interval '1 day', $1::timestamptz at time zone 'UTC' from tenants`,
      [lastStartedAt],
    );
    await write(
      `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, ended_at, manifest)
       select tenant_id, gen_random_uuid(), 'succeeded', 'schedule', at::date, repeat('0', 32), at, at + interval '40 minutes',
         '{"skip": [], "cap": 1000, "candidateFloor": 50}'
       from tenants, generate_series(0, $2::int - 1) night, lateral (select $1::timestamptz - make_interval(days => night) as at) t`,
      [lastStartedAt, nights],
    );
    await write(
      `insert into run_metrics (tenant_id, run_id, name, value)
       select tenant_id, run_id, name, 0.8 from enrichment_runs,
         (values ('crawl_success_rate'), ('companies_with_business_email_rate'), ('candidates_selected')) m (name)`,
    );
    const last = "(select * from enrichment_runs where started_at = $1) r";
    await write(
      `insert into run_stage_stats (tenant_id, run_id, stage, status, count_total, count_success, count_error, started_at, ended_at)
       select tenant_id, run_id, stage, 'succeeded', done, done, 0, started_at, ended_at from ${last}, (values ${STAGES}) s (stage, done)`,
      [lastStartedAt],
    );
    await write(
      `insert into run_vendor_usage (tenant_id, run_id, vendor, calls) select tenant_id, run_id, vendor, 100 from ${last},
         (values ${VENDORS}) v (vendor)`,
      [lastStartedAt],
    );
    await write(
      `insert into run_event_logs (tenant_id, event_date, dedupe_key, run_id, stage, event, status, ts)
       select tenant_id, run_date, gen_random_uuid(), run_id, 'crawl', 'item_finished',
         case when n % 10 = 0 then 'error' else 'success' end, started_at from ${last}, generate_series(1, 100) n`,
      [lastStartedAt],
    );
    await write(
      `insert into qa_samples (tenant_id, run_id, company_id, sample_no, bucket, population_size, checks, result, created_at)
       select tenant_id, run_id, gen_random_uuid(), n, 'High', 100, '{}', 'pass', started_at
       from enrichment_runs, generate_series(1, 10) n where started_at > $1::timestamptz - interval '13 days'`,
      [lastStartedAt],
    );
  });
}

/** Lets the last crawl of every tenant fail, or succeed again. */
export async function setCrawlErrors(database: Database, errors: number): Promise<void> {
  await database.withService((transaction) =>
    transaction.query(
      "update run_stage_stats set count_error = $1::bigint, count_success = 100 - $1::bigint where stage = 'crawl'",
      [errors],
    ),
  );
}

/** A database that counts what it is asked. */
export function countQueries(database: Database): {
  readonly database: Database;
  /** Since the last call. */
  readonly take: () => number;
} {
  let queries = 0;
  const counting: Database = {
    ...database,
    withService: (work) =>
      database.withService((transaction) => {
        const query = transaction.query.bind(transaction);
        transaction.query = (...all) => {
          queries += 1;
          return query(...all);
        };
        return work(transaction);
      }),
  };
  return {
    database: counting,
    take() {
      const taken = queries;
      queries = 0;
      return taken;
    },
  };
}
