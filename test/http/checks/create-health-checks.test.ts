import { createServer, type Server } from "node:http";
import { expect } from "chai";
import { z } from "zod";
import { fetchHealth } from "../../../src/alerts/platform/fetch-health.ts";
import { fetchStatus } from "../../../src/alerts/platform/start-probes.ts";
import { serviceHealth } from "../../../src/alerts/probes/service-health.ts";
import { type Database, openDatabase } from "../../../src/database/database.ts";
import { withClient } from "../../../src/database/embedded/server/with-client.ts";
import { saveOdooConnection } from "../../../src/database/tenants/odoo-connection-store.ts";
import { createHealthChecks } from "../../../src/http/checks/create-health-checks.ts";
import { createHttpServer, type HttpServer } from "../../../src/http/create-http-server.ts";
import { recordHeartbeat, WORKER_AGENTS } from "../../../src/observability/heartbeat/heartbeat-store.ts";
import { addToTotals } from "../../../src/observability/metrics/metric-store.ts";
import { startFreezingProxy } from "../../support/freezing-proxy.ts";
import { patience } from "../../support/patience.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { fakeHttpPorts } from "../support/fake-http-ports.ts";

const NOW = new Date("2026-11-22T02:10:00Z");
const TOKEN = "0123456789abcdef0123456789abcdef";
const secondsAgo = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000);

const Report = z.object({
  status: z.string(),
  version: z.string().optional(),
  uptime_seconds: z.number().optional(),
  checks: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

describe("/health of an installation", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let odoo: Server;
  let odooAnswers: "at once" | "never" | "503" = "at once";
  const servers: HttpServer[] = [];

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    odoo = createServer((_request, response) => {
      if (odooAnswers === "never") return;
      response.writeHead(odooAnswers === "503" ? 503 : 200).end("<html>");
    });
    await new Promise<void>((resolve) => odoo.listen(0, "127.0.0.1", resolve));
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
    odooAnswers = "at once";
  });
  after(async () => {
    odoo.closeAllConnections();
    odoo.close();
    await test.drop();
  });

  /** A server with checks of its own, so that nothing is remembered of the test before. */
  async function serve(database: Database = test.database) {
    const healthChecks = createHealthChecks({ database, clock: () => NOW, fetchStatus });
    const ports = fakeHttpPorts({ service: { healthChecks, metricsToken: TOKEN } });
    const server = await createHttpServer({ ports, port: 0 });
    servers.push(server);
    const get = async (path: string, headers: Record<string, string> = {}) => {
      const startedMs = performance.now();
      const response = await fetch(server.url + path, { headers });
      const body = Report.parse(await response.json());
      return { status: response.status, body, tookMs: performance.now() - startedMs };
    };
    return { url: `${server.url}/health`, get };
  }

  const beat = (at: Date) =>
    test.database.withService((transaction) =>
      recordHeartbeat(
        transaction,
        { workerId: "6f1f6e1a-3a55-4f0f-9d0a-0a4b8e0f0001", agentId: WORKER_AGENTS.runner, startedAt: at },
        at,
      ),
    );

  it("is unhealthy without a runner, whatever waits; PL-20 leaves that to PL-24", async () => {
    await test.database.withTenant("acme", (transaction) =>
      transaction.query(
        `insert into job_outbox (tenant_id, queue, payload, created_at) values ('acme', 'run', '{}', $1)`,
        [secondsAgo(360)],
      ),
    );
    const { url, get } = await serve();
    const { status, body } = await get("/health");
    expect(status).to.equal(503);
    expect(body.status).to.equal("unhealthy");
    expect(body.checks["runners"]).to.deep.include({
      status: "down",
      active_workers: 0,
      queued_tasks: 1,
      active_tasks: 0,
      failed_tasks_24h: 0,
    });
    expect(body.checks["queue"]).to.deep.include({ status: "up", size: 1 });
    expect((await get("/readyz")).status, "requests are answered all the same").to.equal(200);
    const world = { database: test.database, now: NOW, healthUrl: url, fetchStatus, fetchHealth };
    const [judgement] = await serviceHealth.judge(world, {});
    expect(judgement).to.deep.include({ breached: false, facts: { httpStatus: 503 } });
  });

  it("shows what specs ask for, field by field, once a runner is alive", async () => {
    await beat(secondsAgo(60));
    await test.database.withService((transaction) =>
      addToTotals(transaction, {
        deltas: [],
        vendors: [
          {
            vendor: "openai",
            lastSuccessAt: secondsAgo(30),
            lastErrorAt: null,
            day: "2026-11-22",
            nanoUsd: 850_000_000n,
          },
          {
            vendor: "odoo",
            lastSuccessAt: secondsAgo(90),
            lastErrorAt: null,
            day: "2026-11-22",
            nanoUsd: 0n,
          },
        ],
      }),
    );
    const { get } = await serve();
    const { status, body } = await get("/health", { Authorization: `Bearer ${TOKEN}` });
    expect(status).to.equal(200);
    expect(body).to.deep.include({ status: "healthy", version: "0.1.0", uptime_seconds: 3600 });
    expect(Object.keys(body.checks)).to.deep.equal([
      "database",
      "migrations",
      "queue",
      "runners",
      "event_partitions",
      "tavily",
      "openai",
      "lusha",
      "zerobounce",
      "odoo",
      "slack_delivery",
    ]);
    expect(body.checks["database"]).to.have.keys("status", "latency_ms", "connection_pool");
    const pool = body.checks["database"]?.["connection_pool"];
    expect(pool).to.have.keys("active", "idle", "max");
    expect(pool).to.have.property("max", 12);
    expect(body.checks["queue"]).to.have.keys("status", "latency_ms", "size");
    expect(body.checks["runners"]).to.include({ status: "up", active_workers: 1, queued_tasks: 1 });
    expect(body.checks["openai"]).to.include({
      status: "up",
      last_successful_call: secondsAgo(30).toISOString(),
      daily_spend: 0.85,
    });
    expect(body.checks["odoo"]).to.include({
      status: "up",
      last_successful_call: secondsAgo(90).toISOString(),
    });
    const others = (await get("/health")).body;
    expect(JSON.stringify(others)).not.to.contain("spend");
  });

  it("forgets yesterday's spend, and calls a vendor degraded whose last call failed", async () => {
    await test.database.withService((transaction) =>
      addToTotals(transaction, {
        deltas: [],
        vendors: [
          {
            vendor: "lusha",
            lastSuccessAt: secondsAgo(20),
            lastErrorAt: null,
            day: "2026-11-21",
            nanoUsd: 5n,
          },
          {
            vendor: "lusha",
            lastSuccessAt: null,
            lastErrorAt: secondsAgo(10),
            day: "2026-11-21",
            nanoUsd: 5n,
          },
        ],
      }),
    );
    const { get } = await serve();
    const { status, body } = await get("/health", { Authorization: `Bearer ${TOKEN}` });
    expect([status, body.status]).to.deep.equal([200, "degraded"]);
    expect(body.checks["lusha"]).to.include({ status: "degraded", daily_spend: 0 });
  });

  for (const [answers, checkStatus] of [
    ["at once", "up"],
    ["503", "down"],
    ["never", "down"],
  ] as const) {
    it(`asks Odoo itself, without a key: ${checkStatus} when it answers ${answers}`, async () => {
      odooAnswers = answers;
      const address = odoo.address();
      const baseUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
      await test.database.withTenant("acme", (transaction) =>
        saveOdooConnection(transaction, {
          tenantId: "acme",
          baseUrl,
          database: "odoo",
          apiKeySealed: "sealed",
          expiresAt: null,
        }),
      );
      const { get } = await serve();
      const { body, tookMs } = await get("/health");
      expect(body.checks["odoo"]).to.deep.include({
        status: checkStatus,
        servers: 1,
        asked: 1,
        unreachable: checkStatus === "up" ? 0 : 1,
      });
      expect(body.checks["odoo"]?.["latency_ms"]).to.be.a("number");
      expect(JSON.stringify(body)).not.to.contain("127.0.0.1");
      expect(tookMs).to.be.below(patience(2_000));
    });
  }

  it("answers within two seconds while the database hangs, and names what it does not know", async () => {
    const proxy = await startFreezingProxy(test.urls.service);
    const database = await openDatabase(
      { app: proxy.through(test.urls.app), service: proxy.through(test.urls.service) },
      { poolSize: 2 },
    );
    try {
      await database.withService((transaction) => transaction.query("select 1"));
      proxy.freeze();
      const { get } = await serve(database);
      const { status, body, tookMs } = await get("/health");
      expect(tookMs).to.be.below(patience(2_000));
      expect([status, body.status]).to.deep.equal([503, "unhealthy"]);
      expect(body.checks["database"]).to.deep.include({ status: "down", error_code: "timeout" });
      const ready = await get("/readyz");
      expect(ready.status).to.equal(503);
      expect(ready.tookMs).to.be.below(patience(2_000));
    } finally {
      proxy.setAway(true);
      await proxy.close();
      await database.close();
    }
  });

  it("is not ready on a schema that lacks a migration, and stays so on a newer one", async () => {
    const asOwner = (sql: string, values: string[]) =>
      withClient(test.urls.owner, (client) => client.query(sql, values));
    const rename = (from: string, to: string) =>
      asOwner("update migrations set name = $2 where name = $1", [from, to]);
    await rename("CountMetrics1763800091000", "Later1963800088000");
    const { get } = await serve();
    const lacking = await get("/health");
    expect(lacking.body.checks["migrations"]).to.include({ status: "down", pending: 1, newer: 1 });
    expect((await get("/readyz")).status).to.equal(503);
    await rename("Later1963800088000", "CountMetrics1763800091000");
    await asOwner("insert into migrations (timestamp, name) values (1963800088000, $1)", [
      "Later1963800088000",
    ]);
    const newer = await serve();
    expect((await newer.get("/readyz")).status).to.equal(200);
    expect((await newer.get("/health")).body.checks["migrations"]).to.include({ status: "up", newer: 1 });
  });
});
