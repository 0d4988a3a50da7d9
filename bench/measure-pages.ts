import { randomUUID } from "node:crypto";
import { withClient } from "../src/database/embedded/server/with-client.ts";
import { STAGES } from "../src/entities/stage-table.ts";
import { VENDOR_NAMES } from "../src/entities/vendor-table.ts";
import { PAGES } from "../src/pages/pages.ts";
import { fillTenant } from "../test/pages/support/fill-tenant.ts";
import { ADMIN, startPages } from "../test/pages/support/start-pages.ts";
import { type Figure, judged, median, seconds, told } from "./figure.ts";

const REPEATS = 5;
const MOST_MS = 300;
const MOST_BYTES = 150_000;
const COMPANIES = 1_000;
const RUN = randomUUID();

/**
 * How long the server takes for each page of a tenant with `runs` runs of ten stages and `events` events, most of them of
 * one run, and how large the page is.
 */
export async function measurePages(size: {
  readonly runs: number;
  readonly events: number;
}): Promise<Figure[]> {
  const pages = await startPages();
  try {
    const startedMs = performance.now();
    await fill(pages.test.urls.superuser, size);
    pages.now = new Date();
    const { companyId, alertIds } = await fillTenant(pages.test.database, {
      tenantId: "acme",
      runId: RUN,
      now: pages.now,
    });
    await withClient(pages.test.urls.superuser, (client) => client.query("analyze"));
    const filledMs = performance.now() - startedMs;
    const person = await pages.signIn(ADMIN);
    const measured = [];
    for (const { path } of PAGES) {
      const address = `/t/acme/${path}`
        .replace(":company", companyId)
        .replace(":alert", alertIds[0] ?? "")
        .replace(":agent", "triage")
        .replace(":runbook", "CR-02")
        .replace(":rule", "CR-02")
        .replace(":run", RUN);
      const times: number[] = [];
      let bytes = 0;
      for (let repeat = 0; repeat < REPEATS; repeat += 1) {
        const askedMs = performance.now();
        const answer = await person.get(address);
        bytes = (await answer.arrayBuffer()).byteLength;
        times.push(performance.now() - askedMs);
        if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}`);
      }
      measured.push({ path, ms: median(times), bytes });
    }
    return [
      told(
        "pages to look at",
        `${PAGES.length}, of a tenant with ${size.runs.toLocaleString("en")} runs and ${size.events.toLocaleString("en")} events, made in ${seconds(filledMs)}`,
      ),
      ...measured
        .toSorted((one, other) => other.ms - one.ms)
        .map(({ path, ms, bytes }) =>
          judged(
            `page ${path}`,
            `median ${ms.toFixed(0)} ms of ${REPEATS}, ${(bytes / 1_000).toFixed(0)} kB`,
            `< ${MOST_MS} ms, < ${MOST_BYTES / 1_000} kB`,
            ms < MOST_MS && bytes < MOST_BYTES,
          ),
        ),
    ];
  } finally {
    await pages.stop();
  }
}

/** Runs back from now, an hour apart; the newest has a thousand companies and half of the events. */
async function fill(
  url: string,
  { runs, events }: { readonly runs: number; readonly events: number },
): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(
      `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, ended_at, manifest, cost_nano_usd, status_reason)
       select 'acme', case n when 1 then $2::uuid else gen_random_uuid() end, 'succeeded', 'schedule', t.at::date, repeat('0', 32), t.at,
         t.at + interval '40 min', '{"cap": 1000, "candidateFloor": 50}', 1e9, 'all stages succeeded'
       from generate_series(1, $1::int) n, lateral (select now() - n * interval '1 hour' as at) t`,
      [runs, RUN],
    );
    await client.query(
      `insert into run_stage_stats (tenant_id, run_id, stage, status, count_total, count_success, count_error, p50_ms, p95_ms, p99_ms, started_at, ended_at)
       select tenant_id, run_id, stage, 'succeeded', 1000, 900, 100, 80, 400, 900, started_at, started_at + interval '4 min'
       from enrichment_runs, unnest($1::text[]) stage where tenant_id = 'acme' on conflict do nothing`,
      [STAGES],
    );
    await client.query(
      `insert into run_vendor_usage (tenant_id, run_id, vendor, calls, errors, cost_nano_usd)
       select tenant_id, run_id, vendor, 1000, 10, 1e8 from enrichment_runs, unnest($1::text[]) vendor where tenant_id = 'acme'
       on conflict do nothing`,
      [VENDOR_NAMES],
    );
    await client.query(
      `insert into run_metrics (tenant_id, run_id, name, value)
       select tenant_id, run_id, name, 0.5 from enrichment_runs, unnest($1::text[]) name where tenant_id = 'acme' on conflict do nothing`,
      [
        [
          "candidates_pre_filter",
          "candidates_selected",
          "shortlist_delivered",
          "verified_email_rate",
          "bucket_share_high",
          "bucket_share_medium",
          "bucket_share_low",
          "rationale_length_0_79",
          "run_duration_ms",
          "total_cost_usd",
        ],
      ],
    );
    await client.query(
      `with made as (insert into companies (tenant_id, company_id, natural_key, name)
         select 'acme', gen_random_uuid(), 'bench ' || n, 'Company ' || n from generate_series(1, $1::int) n returning company_id)
       insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, ordinal, outcome)
       select 'acme', $2::uuid, stage, company_id, case when stage = 'select_targets' then place end, 'success'
       from (select company_id, row_number() over () as place from made) c, unnest($3::text[]) stage`,
      [COMPANIES, RUN, STAGES.slice(1)],
    );
    await client.query(
      `insert into run_event_logs (tenant_id, event_date, dedupe_key, run_id, stage, event, status, error_code, duration_ms, vendor, ts)
       select 'acme', current_date, gen_random_uuid(), case when n % 2 = 0 then $2::uuid end, 'crawl',
         case when n % 3 = 0 then 'vendor_call' else 'item_finished' end, case when n % 10 = 0 then 'error' else 'success' end,
         case when n % 10 = 0 then 'http_' || n % 50 end, n % 5000, 'lusha', now() - n * interval '10 ms'
       from generate_series(1, $1::int) n`,
      [events, RUN],
    );
    await client.query("update enrichment_runs set run_date = current_date where run_id = $1", [RUN]);
  });
}
