import { expect } from "chai";
import { createHealthChecks } from "../../../../src/http/adapters/create-health-checks.ts";
import { createHttpPorts } from "../../../../src/http/adapters/create-http-ports.ts";
import { createHttpServer } from "../../../../src/http/create-http-server.ts";
import { renderMetrics } from "../../../../src/http/routes/health/render-metrics.ts";
import { quietRefusals } from "../../../support/quiet-refusals.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../../support/test-database.ts";
import { fakeHttpPorts } from "../../support/fake-http-ports.ts";

const NOW = new Date("2026-11-22T02:10:00Z");

describe("how messages get through", () => {
  let test: TestDatabase;
  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    await test.database.withService(async (transaction) => {
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
  after(() => test.drop());

  const ports = () => {
    const { database } = test;
    const { service, control } = fakeHttpPorts();
    const clock = () => NOW;
    return createHttpPorts({
      ...service,
      control,
      database,
      clock,
      runbooks: [],
      refusals: quietRefusals(database),
      ingestPerMinute: 60,
      otlpMostMb: 4,
    });
  };

  it("is told by /metrics, in a form that Prometheus reads and without a key", async () => {
    const server = await createHttpServer({ ports: ports(), port: 0 });
    const response = await fetch(`${server.url}/metrics`);
    const lines = (await response.text()).split("\n");
    await server.close();
    expect(response.headers.get("content-type")).to.match(/^text\/plain; version=0\.0\.4/);
    expect(lines).to.include.members([
      "# TYPE nightshift_notifications_total counter",
      'nightshift_notifications_total{target="slack",outcome="delivered"} 12',
      'nightshift_notifications_total{target="slack",outcome="unverified"} 1',
      'nightshift_notifications_waiting{target="slack",problem="none"} 1',
      'nightshift_notifications_waiting{target="slack",problem="not_in_channel"} 1',
      'nightshift_notifications_waiting{target="sms",problem="http_503"} 1',
      'nightshift_notifications_dead{target="slack",problem="is_archived"} 1',
      "nightshift_notifications_oldest_waiting_seconds 600",
    ]);
    for (const line of lines.filter((one) => one !== "" && !one.startsWith("#")))
      expect(line).to.match(/^[a-z_]+(\{([a-z_]+="[^"\n]*",?)+\})? -?[0-9.e+]+$/);
    expect(lines.join()).to.not.include("acme").and.not.include("ops");
  });

  it("is told by /health, with what the receivers said", async () => {
    const http = ports();
    const checks = createHealthChecks({
      database: test.database,
      clock: () => NOW,
      queue: null,
      queues: [],
      readDeliveryHealth: async () => (await http.service.readDelivery()).health,
      readDeliveryProblems: async () => (await http.service.readDelivery()).problems,
    });
    const found = await checks.find(({ name }) => name === "slack_delivery")?.check();
    expect(found).to.deep.equal({
      status: "degraded",
      detail: {
        waiting: 3,
        dead: 1,
        oldest_waiting_seconds: 600,
        slack_waiting: 2,
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
    [3 * 86_400_000, "degraded", 259_200],
  ] as const) {
    it(`shows a machine ${seconds} s ahead of the database as ${status}`, async () => {
      const checks = createHealthChecks({
        database: test.database,
        clock: () => NOW,
        queue: null,
        queues: [],
        readDeliveryHealth: () => Promise.reject(new Error("not asked")),
        readDeliveryProblems: () => Promise.resolve([]),
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
