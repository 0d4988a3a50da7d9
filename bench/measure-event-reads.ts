import { randomBytes } from "node:crypto";
import type { Client } from "pg";
import { FIGURES, QUARTER } from "../src/agents/events/quarter-figures.ts";
import { aggregateTenant } from "../src/agents/figures/aggregate-agents.ts";
import { systemClock } from "../src/clock.ts";
import { withClient } from "../src/database/embedded/server/with-client.ts";
import { createKey } from "../src/database/tenants/key-change-store.ts";
import { forkHttpServer } from "../test/support/fork-http-server.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../test/support/test-database.ts";
import { type Figure, judged, median, seconds, told } from "./figure.ts";

const TENANT = "acme";
const DAYS = 10;
const REPEATS = 15;
const MOST_MS = 50;
const HOUR_MS = 3_600_000;

/**
 * How long the metrics and the first page of events take over HTTP beside `count` events of ten days, by every filter: what
 * it asks for may be everywhere, rare (one event, ten days ago) or nowhere.
 */
export async function measureEventReads(count: number): Promise<Figure[]> {
  const test = await createTestDatabase();
  await createTestTenant(test.database, TENANT);
  const wish = {
    tenantId: TENANT,
    name: "bench",
    scopes: ["read"] as const,
    expiresAt: null,
    actor: "cli",
  };
  const { token } = await createKey(test.database, wish, randomBytes);
  const startedMs = performance.now();
  const rare = await fill(test, count);
  await aggregateTenant({ database: test.database, clock: systemClock }, TENANT);
  const filledMs = performance.now() - startedMs;
  const server = await forkHttpServer(test.urls, 4);
  try {
    const ask = async (path: string) => {
      const times: number[] = [];
      let length = 0;
      for (let repeat = 0; repeat < REPEATS; repeat += 1) {
        const askedMs = performance.now();
        const answer = await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
        length = (await answer.text()).length;
        if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
        times.push(performance.now() - askedMs);
      }
      return { path, ms: median(times), mostMs: Math.max(...times), length };
    };
    const asked = [];
    for (const path of [...METRICS, ...pagesOf(rare)]) asked.push(await ask(path));
    return [
      told("events to read", `${count.toLocaleString("en")} of ${DAYS} days, made in ${seconds(filledMs)}`),
      ...asked.map(({ path, ms, mostMs }) =>
        judged(
          `GET ${path}`,
          `median ${ms.toFixed(0)} ms, longest ${mostMs.toFixed(0)} ms of ${REPEATS}`,
          `< ${MOST_MS} ms`,
          ms < MOST_MS,
        ),
      ),
    ];
  } finally {
    await server.kill();
    await test.drop();
  }
}

const METRICS = [
  "/api/obs/metrics/overview",
  "/api/obs/metrics/agents",
  "/api/obs/metrics/agent/agent-1",
] as const;

/** What only one event has, the oldest. */
interface Rare {
  readonly runId: string;
  readonly traceId: string;
  readonly at: Date;
}

function pagesOf({ runId, traceId, at }: Rare): string[] {
  const filters = [
    "",
    "agent_id=agent-1",
    "agent_id=rare-agent",
    "agent_id=no-such-agent",
    "agent_id=nightly",
    "type=llm_call",
    "type=feedback",
    "type=metric",
    "status=success",
    "status=error",
    "status=warn",
    "status=cancelled",
    "stage=answer",
    "stage=rare-stage",
    "stage=no-such-stage",
    `run_id=${runId}`,
    "run_id=00000000-0000-4000-8000-000000000000",
    `trace_id=${traceId}`,
    `trace_id=${"f".repeat(32)}`,
    `from=${at.toISOString()}`,
    `to=${new Date(at.getTime() + HOUR_MS).toISOString()}`,
    `to=${at.toISOString()}`,
  ];
  return filters.map((filter) => `/api/obs/events?limit=50&${filter}`);
}

/** Writes the events and counts their quarters; without indexes while it writes, which saves most of the time. */
async function fill(test: TestDatabase, count: number): Promise<Rare> {
  const now = new Date();
  const runId = "00000000-0000-4000-8000-00000000000a";
  const traceId = "0".repeat(31).concat("a");
  const first = new Date(now.getTime() - (DAYS - 1) * 24 * HOUR_MS);
  await withClient(test.urls.superuser, async (client) => {
    await client.query("set synchronous_commit = off");
    await makePartitions(client, first);
    const { rows } = await client.query<{ name: string; definition: string }>(
      "select indexname as name, indexdef as definition from pg_indexes where tablename = 'run_event_logs' and indexname like 'idx%'",
    );
    for (const { name } of rows) await client.query(`drop index ${name}`);
    const insert = `insert into run_event_logs (tenant_id, event_date, dedupe_key, agent_id, run_id, stage, event, status, duration_ms, vendor, model,
        cost_nano_usd, tokens_input, tokens_output, tokens_cached, trace_id, extra, ts)`;
    await client.query(
      `${insert}
       select $1, (at at time zone 'UTC')::date, gen_random_uuid(), 'agent-' || n % 50, md5('run ' || n / 1000)::uuid,
         'answer', case when n % 20 = 0 then 'tool_call' else 'llm_call' end, case when n % 100 = 0 then 'error' else 'success' end,
         800 + n % 1000, 'openai', 'gpt-5-mini', 650000, 1000 + n % 1000, 200, 500, md5('trace ' || n / 50),
         '{"attributes":{"channel":"chat"}}', at
       from generate_series(1, $2::int) n
         cross join lateral (select $3::timestamptz + n * (($4::timestamptz - $3::timestamptz) / $2::int)) t (at)`,
      [TENANT, count, first, now],
    );
    await client.query(
      `${insert} select $1, ($2::timestamptz at time zone 'UTC')::date, gen_random_uuid(), 'rare-agent', $3::uuid, 'rare-stage', e.event, e.status,
         null, null, null, null, null, null, null, $4, null, $2
       from (values ('feedback', 'ok'), ('log', 'warn')) e (event, status)`,
      [TENANT, first, runId, traceId],
    );
    for (const { definition } of rows) await client.query(definition.replace(" ON ONLY ", " ON "));
    await client.query(
      `insert into agent_quarters (tenant_id, agent_id, quarter, shard, ${FIGURES.map(({ name }) => name).join(", ")})
       select tenant_id, agent_id, ${QUARTER}, 0, ${FIGURES.map(({ sql }) => sql).join(", ")} from run_event_logs group by 1, 2, 3`,
    );
    await client.query(
      `insert into agent_daily_metrics (tenant_id, agent_id, date, stale)
       select distinct q.tenant_id, q.agent_id, (q.quarter at time zone t.timezone)::date, true
       from agent_quarters q join tenants t using (tenant_id)`,
    );
    await client.query(
      `insert into agents (tenant_id, agent_id, name, first_seen_at, last_seen_at, created_at)
       select distinct tenant_id, agent_id, agent_id, $1::timestamptz, $2::timestamptz, $1 from agent_quarters`,
      [first, now],
    );
    await client.query("vacuum analyze run_event_logs");
  });
  return { runId, traceId, at: first };
}

async function makePartitions(client: Client, first: Date): Promise<void> {
  for (let day = 0; day < DAYS; day += 1) {
    const date = new Date(first.getTime() + day * 24 * HOUR_MS).toISOString().slice(0, 10);
    const next = new Date(Date.parse(date) + 24 * HOUR_MS).toISOString().slice(0, 10);
    await client.query(
      `create table if not exists run_event_logs_${date.replaceAll("-", "")} partition of run_event_logs
       for values from ('${date}') to ('${next}')`,
    );
  }
}
