import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { createHttpPorts } from "../../../../src/http/adapters/create-http-ports.ts";
import { createHealthChecks } from "../../../../src/http/checks/create-health-checks.ts";
import { createHttpServer } from "../../../../src/http/create-http-server.ts";
import { renderMetrics } from "../../../../src/http/routes/health/render-metrics.ts";
import { noteItem } from "../../../../src/observability/events/note-item.ts";
import { noteVendorUse } from "../../../../src/observability/events/note-vendor-use.ts";
import { METRIC_TABLE } from "../../../../src/observability/metrics/metric-table.ts";
import { type RunningMeter, startMeter } from "../../../../src/observability/metrics/start-meter.ts";
import { patience } from "../../../support/patience.ts";
import { quietLogger } from "../../../support/quiet-logger.ts";
import { quietRefusals } from "../../../support/quiet-refusals.ts";
import { skipWithout } from "../../../support/skip-without.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../../support/test-database.ts";
import { waitUntil } from "../../../support/wait-until.ts";
import { fakeHttpPorts } from "../../support/fake-http-ports.ts";

const NOW = new Date("2026-11-22T02:10:00Z");
const TOKEN = "0123456789abcdef0123456789abcdef";
const Answer = z.object({
  metrics: z.array(z.object({ name: z.string(), type: z.string(), samples: z.array(z.unknown()) })),
});
const QueryAnswer = z.object({
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
});
const PROMETHEUS = "/usr/bin/prometheus";

describe("/metrics", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let meters: readonly [RunningMeter, RunningMeter];
  before(async () => {
    test = await createTestDatabase();
    const { database } = test;
    await createTestTenant(database, "acme");
    meters = [
      startMeter({ database, logger: quietLogger() }),
      startMeter({ database, logger: quietLogger() }),
    ];
    await database.withService(async (transaction) => {
      await transaction.query(
        `insert into alert_notifications (tenant_id, kind, subject_id, channel, state, last_error, last_problem, target, created_at)
         values ('acme', 'alert', 'a', 'ops', 'waiting', 'config', 'not_in_channel', 'slack', '2026-11-22T02:00:00Z'),
           ('acme', 'alert', 'b', 'ops', 'dead', 'config', 'is_archived', 'slack', '2026-11-22T02:00:00Z'),
           ('acme', 'alert', 'c', 'ops', 'waiting', null, null, 'slack', '2026-11-22T02:09:00Z'),
           ('acme', 'alert_page', 'd', 'sms', 'waiting', 'transient', 'http_503', 'sms', '2026-11-22T02:09:00Z')`,
      );
      await transaction.query(
        "insert into delivery_counts (target, outcome, total) values ('slack', 'delivered', 12), ('slack', 'unverified', 1)",
      );
    });
  });
  after(async () => {
    await Promise.all(meters.map((meter) => meter.stop()));
    await test.drop();
  });

  const ports = (meter: RunningMeter) => {
    const { database } = test;
    const { service, control } = fakeHttpPorts();
    return createHttpPorts({
      ...service,
      meter,
      metricsToken: TOKEN,
      control,
      database,
      clock: () => NOW,
      runbooks: [],
      refusals: quietRefusals(database),
      ingestPerMinute: 60,
      otlpMostMb: 4,
    });
  };

  /** What one process answers; each of its servers looks afresh. */
  async function scrape(meter: RunningMeter = meters[0], headers: Record<string, string> = {}) {
    const server = await createHttpServer({ ports: ports(meter), port: 0 });
    const response = await fetch(`${server.url}/metrics`, { headers });
    const text = await response.text();
    await server.close();
    return { text, lines: text.split("\n"), type: response.headers.get("content-type") };
  }

  const use = {
    ledgerId: null,
    stage: "extract",
    companyId: null,
    attempt: 1,
    errorCode: null,
    isRateLimit: false,
    isQuotaExhausted: false,
    retryInMs: null,
  } as const;
  const llmCall = {
    ...use,
    vendor: "openai",
    operation: "extract",
    outcome: "success",
    durationMs: 700,
    model: "gpt-5-mini",
    tokensInput: 100,
    tokensOutput: 20,
    cost: { nanoUsd: 2_000_000n, priceCardId: null },
  } as const;

  it("says how messages get through, without a key and without names", async () => {
    const { type, lines } = await scrape();
    expect(type).to.match(/^text\/plain; version=0\.0\.4/);
    expect(lines).to.include.members([
      "# TYPE nightshift_notifications_total counter",
      'nightshift_notifications_total{target="slack",outcome="delivered"} 12',
      'nightshift_notifications_total{target="slack",outcome="unverified"} 1',
      'nightshift_notifications_waiting{target="slack",problem="none"} 1',
      'nightshift_notifications_waiting{target="slack",problem="not_in_channel"} 1',
      'nightshift_notifications_waiting{target="sms",problem="http_503"} 1',
      'nightshift_notifications_dead{target="slack",problem="is_archived"} 1',
      "nightshift_notifications_oldest_waiting_seconds 600",
      "nightshift_database_up 1",
    ]);
    expect(lines.join()).to.not.include("acme").and.not.include("ops");
  });

  it("adds up what several processes counted, whichever is asked, and shows spend to the operator only", async () => {
    for (const meter of meters) {
      noteVendorUse(meter, llmCall, NOW);
      noteVendorUse(
        meter,
        { ...llmCall, outcome: "error", model: null, cost: null, durationMs: 61_000 },
        NOW,
      );
      noteItem(meter, { stage: "crawl", outcome: "blocked", durationMs: 250 });
      await meter.flush();
    }
    const answers = [];
    for (const meter of meters) answers.push(await scrape(meter, { Authorization: `Bearer ${TOKEN}` }));
    for (const { lines } of answers)
      expect(lines).to.include.members([
        'nightshift_vendor_calls_total{vendor="openai",operation="extract",outcome="success"} 2',
        'nightshift_vendor_calls_total{vendor="openai",operation="extract",outcome="error"} 2',
        'nightshift_llm_calls_total{model="gpt-5-mini",outcome="success"} 2',
        'nightshift_llm_calls_total{model="unknown",outcome="error"} 2',
        'nightshift_llm_tokens_total{model="gpt-5-mini",direction="input"} 200',
        'nightshift_llm_tokens_total{model="gpt-5-mini",direction="output"} 40',
        'nightshift_llm_cost_dollars_total{model="gpt-5-mini"} 0.004',
        'nightshift_vendor_call_duration_seconds_bucket{vendor="openai",le="0.5"} 0',
        'nightshift_vendor_call_duration_seconds_bucket{vendor="openai",le="1"} 2',
        'nightshift_vendor_call_duration_seconds_bucket{vendor="openai",le="120"} 4',
        'nightshift_vendor_call_duration_seconds_bucket{vendor="openai",le="+Inf"} 4',
        'nightshift_vendor_call_duration_seconds_count{vendor="openai"} 4',
        'nightshift_stage_items_total{stage="crawl",outcome="blocked"} 2',
      ]);
    expect((await scrape()).text)
      .to.contain("nightshift_llm_tokens_total")
      .and.not.contain("dollars");
  });

  it("never counts down: neither by a value that is none nor when what was counted is removed", async () => {
    const [meter] = meters;
    meter.count("nightshift_runs_total", { status: "succeeded" }, 3);
    meter.count("nightshift_runs_total", { status: "succeeded" }, -2);
    meter.count("nightshift_runs_total", { status: "succeeded" }, Number.NaN);
    meter.observe("nightshift_lead_score", {}, Number.POSITIVE_INFINITY);
    await meter.flush();
    const counters = async () =>
      (await scrape()).lines.filter(
        (line) => /^nightshift_\w+_total/.test(line) && !line.includes("refusals"),
      );
    const before = await counters();
    expect(before).to.include('nightshift_runs_total{status="succeeded"} 3');
    await test.database.withService((transaction) => transaction.query("delete from alert_notifications"));
    expect(await counters()).to.deep.equal(before);
  });

  it("keeps what it counted while the database is away, and shows what it knows without it", async () => {
    const database = { ...test.database, withService: () => Promise.reject(new Error("away")) };
    let isAway = true;
    const meter = startMeter({
      database: {
        ...test.database,
        withService: (work, how) => (isAway ? database.withService() : test.database.withService(work, how)),
      },
      logger: quietLogger(),
    });
    meter.count("nightshift_jobs_failed_total", { queue: "run" });
    await meter.flush();
    meter.count("nightshift_jobs_failed_total", { queue: "run" });
    isAway = false;
    await meter.stop();
    expect((await scrape()).lines).to.include('nightshift_jobs_failed_total{queue="run"} 2');
    const service = { ...fakeHttpPorts().service, readMetrics: () => Promise.reject(new Error("away")) };
    const server = await createHttpServer({ ports: fakeHttpPorts({ service }), port: 0 });
    const response = await fetch(`${server.url}/metrics`);
    const text = await response.text();
    await server.close();
    expect(response.status).to.equal(200);
    expect(text).to.contain("nightshift_database_up 0").and.contain("nodejs_eventloop_lag");
    expect(text).not.to.contain("nightshift_jobs_queued");
  });

  it("is JSON for whoever asks for that, and Prometheus' text for whoever does not say", async () => {
    const { text, type } = await scrape(meters[0], { Accept: "application/json" });
    expect(type).to.contain("application/json");
    const { metrics } = Answer.parse(JSON.parse(text));
    expect(metrics.map(({ name }) => name)).to.include.members(
      Object.entries(METRIC_TABLE).flatMap(([name, row]) => ("isOwn" in row ? [] : [name])),
    );
    const runs = metrics.find(({ name }) => name === "nightshift_runs_total");
    expect(runs?.samples).to.deep.include({
      name: "nightshift_runs_total",
      labels: { status: "succeeded" },
      value: 3,
    });
    for (const accept of ["*/*", "text/plain", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"])
      expect((await scrape(meters[0], { Accept: accept })).type, accept).to.contain("text/plain");
  });

  it("counts requests by the pattern of their route", async () => {
    const [meter] = meters;
    const server = await createHttpServer({ ports: ports(meter), port: 0 });
    for (const path of ["/livez", "/runbooks/none", "/no/such/place"])
      await (await fetch(server.url + path)).text();
    await server.close();
    await meter.flush();
    expect((await scrape()).lines).to.include.members([
      'nightshift_http_requests_total{method="GET",route="/livez",status="200"} 1',
      'nightshift_http_requests_total{method="GET",route="/runbooks/:id",status="404"} 1',
      'nightshift_http_requests_total{method="GET",route="other",status="404"} 1',
    ]);
  });

  it("passes promtool's check", async function () {
    skipWithout(
      this,
      "promtool",
      existsSync("/usr/bin/promtool") ? true : null,
      "apt-get install prometheus",
    );
    const { text } = await scrape(meters[0], { Authorization: `Bearer ${TOKEN}` });
    const output = execFileSync("/usr/bin/promtool", ["check", "metrics"], { input: text, encoding: "utf8" });
    expect(output).to.equal("");
  });

  it("is scraped by a Prometheus, which finds the figures in it", async function () {
    skipWithout(this, "promtool", existsSync(PROMETHEUS) ? true : null, "apt-get install prometheus");
    const server = await createHttpServer({ ports: ports(meters[0]), port: 0 });
    const folder = await mkdtemp(join(tmpdir(), "prometheus-"));
    const port = await freePort();
    const target = new URL(server.url).host;
    await writeFile(
      join(folder, "prometheus.yml"),
      `scrape_configs:
  - job_name: nightshift
    scrape_interval: 1s
    authorization: { credentials: ${TOKEN} }
    static_configs: [{ targets: ["${target}"] }]
`,
    );
    const child = spawn(
      PROMETHEUS,
      [
        `--config.file=${join(folder, "prometheus.yml")}`,
        `--storage.tsdb.path=${join(folder, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: "ignore" },
    );
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    try {
      const ask = async (query: string) => {
        const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`;
        const response = await fetch(url).catch(() => null);
        if (response?.ok !== true) return null;
        return QueryAnswer.parse(await response.json()).data.result;
      };
      const tokens = await waitUntil(
        async () => (await ask('nightshift_llm_tokens_total{direction="input"}'))?.[0],
        "Prometheus has scraped",
        20_000,
        200,
      );
      expect(tokens.value[1]).to.equal("200");
      const [median] =
        (await ask("histogram_quantile(0.5, nightshift_vendor_call_duration_seconds_bucket)")) ?? [];
      expect(Number(median?.value[1])).to.be.within(0.5, 1);
      expect((await ask('up{job="nightshift"}'))?.[0]?.value[1]).to.equal("1");
    } finally {
      child.kill();
      await ended;
      await server.close();
    }
  });

  it("takes less than 100 ms with a thousand tenants", async () => {
    await test.database.withService(async (transaction) => {
      await transaction.query(
        "insert into tenants (tenant_id, name, timezone) select 't' || n, 't', 'UTC' from generate_series(1, 1000) n",
      );
      await transaction.query(
        `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, manifest)
         select 't' || n, gen_random_uuid(), case when day = 0 and n % 10 = 0 then 'running' else 'succeeded' end, 'scheduled',
           '2026-11-22'::date - day, '4bf92f3577b34da6a3ce929d0e0e4736', '2026-11-22T01:00:00Z'::timestamptz - make_interval(days => day), '{}'
         from generate_series(1, 1000) n, generate_series(0, 9) day`,
      );
      await transaction.query("analyze enrichment_runs, tenants").catch(() => undefined);
    });
    const server = await createHttpServer({ ports: ports(meters[0]), port: 0 });
    const times: number[] = [];
    let text = "";
    for (let round = 0; round < 5; round += 1) {
      const fresh = await createHttpServer({ ports: ports(meters[0]), port: 0 });
      const startedMs = performance.now();
      text = await (await fetch(`${fresh.url}/metrics`)).text();
      times.push(performance.now() - startedMs);
      await fresh.close();
    }
    await server.close();
    expect(text).to.contain("nightshift_runs_active 100\n").and.contain("nightshift_tenants_active 1001\n");
    expect(Math.min(...times)).to.be.below(patience(100));
  });

  it("has its delivery told by /health, with what the receivers said", async () => {
    await test.database.withService((transaction) =>
      transaction.query(
        `insert into alert_notifications (tenant_id, kind, subject_id, channel, state, last_error, last_problem, target, created_at, not_before)
         values ('acme', 'alert', 'a', 'ops', 'waiting', 'config', 'not_in_channel', 'slack', '2026-11-22T02:00:00Z', $1),
           ('acme', 'alert', 'b', 'ops', 'dead', 'config', 'is_archived', 'slack', '2026-11-22T02:00:00Z', $1),
           ('acme', 'alert_page', 'd', 'sms', 'waiting', 'transient', 'http_503', 'sms', '2026-11-22T02:09:00Z', $1)`,
        [NOW],
      ),
    );
    const checks = createHealthChecks({
      database: test.database,
      clock: () => NOW,
      fetchStatus: async () => null,
    });
    const found = await checks.find(({ name }) => name === "slack_delivery")?.check();
    expect(found).to.deep.equal({
      status: "degraded",
      detail: {
        waiting: 2,
        dead: 1,
        oldest_waiting_seconds: 600,
        slack_waiting: 1,
        slack_dead: 1,
        slack_errors: "is_archived, not_in_channel",
        sms_waiting: 1,
        sms_dead: 0,
        sms_errors: "http_503",
      },
    });
  });

  for (const [aheadMs, status, seconds] of [
    [30_000, "up", 30],
    [30_001, "degraded", 30],
    [-30_001, "degraded", -30],
    [600_000, "degraded", 600],
    [3 * 86_400_000, "degraded", 259_200],
  ] as const) {
    it(`goes on on a machine ${seconds} s ahead of the database, which /health shows as ${status}`, async () => {
      const checks = createHealthChecks({
        database: test.database,
        clock: () => NOW,
        fetchStatus: async () => null,
        readMachineAheadMs: () => aheadMs,
      });
      const found = await checks.find(({ name }) => name === "clock")?.check();
      expect(found).to.deep.equal({ status, detail: { ahead_of_database_seconds: seconds } });
    });
  }

  it("escapes what would break a line", () => {
    const text = renderMetrics([
      {
        name: "nightshift_x",
        help: "One\nline.",
        type: "gauge",
        samples: [{ labels: { problem: 'a "b" \\ \n c' }, value: 1.5 }],
      },
    ]);
    expect(text).to.equal(
      '# HELP nightshift_x One\\nline.\n# TYPE nightshift_x gauge\nnightshift_x{problem="a \\"b\\" \\\\ \\n c"} 1.5\n',
    );
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a port");
  return address.port;
}
