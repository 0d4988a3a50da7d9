import { expect } from "chai";
import { createHttpServer } from "../../../../src/http/create-http-server.ts";
import { LOOK_KEPT_MS } from "../../../../src/http/kit/create-look.ts";
import type { HealthCheck } from "../../../../src/http/ports/service-port.ts";
import { healthStatus, reportHealth } from "../../../../src/http/routes/health/health-report.ts";
import { fakeHttpPorts, KEY } from "../../support/fake-http-ports.ts";

function checkOf(name: string, critical: boolean, status: "up" | "degraded" | "down"): HealthCheck {
  return {
    name,
    critical,
    ...(critical && { whenReady: "needed" }),
    check: () => Promise.resolve({ status, detail: { queued_jobs: 3 } }),
  };
}

async function ask(path: string, healthChecks: readonly HealthCheck[], accept = "*/*") {
  const server = await createHttpServer({ ports: fakeHttpPorts({ service: { healthChecks } }), port: 0 });
  const response = await fetch(server.url + path, { headers: { Accept: accept } });
  const body: unknown = await response.json();
  await server.close();
  return { status: response.status, type: response.headers.get("content-type"), body };
}

describe("/health", () => {
  it("shows each check with its latency and figures, the version and the uptime", async () => {
    const { status, body } = await ask("/health", [
      checkOf("database", true, "up"),
      checkOf("workers", true, "up"),
    ]);
    expect(status).to.equal(200);
    expect(body).to.deep.include({ status: "healthy", version: "0.1.0", uptime_seconds: 3600 });
    expect(body).to.have.nested.property("checks.database.status", "up");
    expect(body).to.have.nested.property("checks.database.queued_jobs", 3);
    expect(body).to.have.nested.property("checks.workers.latency_ms").that.is.a("number");
  });

  const tables: [readonly [boolean, "up" | "degraded" | "down"][], string, number][] = [
    [[], "healthy", 200],
    [
      [
        [true, "up"],
        [false, "up"],
      ],
      "healthy",
      200,
    ],
    [
      [
        [true, "up"],
        [false, "down"],
      ],
      "degraded",
      200,
    ],
    [
      [
        [true, "degraded"],
        [false, "up"],
      ],
      "degraded",
      200,
    ],
    [
      [
        [true, "down"],
        [false, "up"],
      ],
      "unhealthy",
      503,
    ],
  ];
  for (const [parts, whole, status] of tables) {
    const words = parts.map(([critical, part]) => `${critical ? "critical" : "minor"} ${part}`).join(", ");
    it(`is ${whole} (${status}) with ${words || "no checks"}`, async () => {
      expect(healthStatus(parts.map(([critical, part]) => ({ critical, status: part })))).to.equal(whole);
      const checks = parts.map(([critical, part], index) => checkOf(`c${index}`, critical, part));
      expect((await ask("/health", checks)).status).to.equal(status);
    });
  }

  it("speaks health+json to whoever asks for it", async () => {
    expect((await ask("/health", [], "application/health+json")).type).to.contain("application/health+json");
    expect((await ask("/health", [])).type).to.contain("application/json");
  });

  it("counts a check that throws as down, by its code and without its words", async () => {
    const error = Object.assign(new Error("password=hunter2"), { code: "ECONNREFUSED" });
    const { body } = await ask("/health", [
      { name: "database", critical: true, check: () => Promise.reject(error) },
    ]);
    expect(body).to.have.nested.property("checks.database.error_code", "ECONNREFUSED");
    expect(JSON.stringify(body)).not.to.contain("hunter2");
  });

  it("counts a check that stays silent as down", async () => {
    const silent: HealthCheck = {
      name: "odoo",
      critical: false,
      check: () => Promise.withResolvers<never>().promise,
    };
    const { status, checks } = await reportHealth([silent], 5);
    expect(status).to.equal("degraded");
    expect(checks["odoo"]?.detail).to.deep.equal({ error_code: "timeout" });
  });
});

describe("/readyz", () => {
  it("is 503 while something critical is down, and does not ask after the rest", async () => {
    let asked = false;
    const minor: HealthCheck = {
      name: "odoo",
      critical: false,
      check() {
        asked = true;
        return Promise.resolve({ status: "down" });
      },
    };
    expect((await ask("/readyz", [minor])).status).to.equal(200);
    expect((await ask("/readyz", [minor, checkOf("database", true, "down")])).status).to.equal(503);
    expect(asked).to.equal(false);
  });
});

describe("/livez", () => {
  it("is 200 whatever is down", async () => {
    expect((await ask("/livez", [checkOf("database", true, "down")])).status).to.equal(200);
  });
});

describe("/health, /readyz and /metrics, asked by many", () => {
  const TOKEN = "0123456789abcdef0123456789abcdef";

  async function serve(metricsToken: string | null) {
    const asked = { checks: 0, delivery: 0 };
    const { service } = fakeHttpPorts();
    const vendors: HealthCheck = {
      name: "vendors",
      critical: true,
      whenReady: "needed",
      check() {
        asked.checks += 1;
        return Promise.resolve({
          status: "up",
          detail: { calls: 2 },
          ownDetail: { openai_daily_spend_usd: 1.5 },
        });
      },
    };
    const ports = fakeHttpPorts({
      service: {
        metricsToken,
        healthChecks: [vendors],
        readMetrics() {
          asked.delivery += 1;
          return service.readMetrics();
        },
      },
    });
    const server = await createHttpServer({ ports, port: 0 });
    const get = async (path: string, token?: string) => {
      const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
      const response = await fetch(server.url + path, { headers });
      return { status: response.status, text: await response.text() };
    };
    return { server, asked, get };
  }

  it("cost one look in two seconds", async () => {
    const { server, asked, get } = await serve(null);
    const paths = ["/health", "/readyz", "/metrics"];
    const startedMs = performance.now();
    const answers = await Promise.all(Array.from({ length: 90 }, (_, index) => get(paths[index % 3] ?? "")));
    const most = 1 + Math.floor((performance.now() - startedMs) / LOOK_KEPT_MS);
    await server.close();
    expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([200]));
    expect(asked.checks).to.be.within(1, most);
    expect(asked.delivery).to.be.within(1, most);
  });

  it("show what was spent to whoever has METRICS_TOKEN, and to nobody else", async () => {
    const { server, get } = await serve(TOKEN);
    expect((await get("/health", TOKEN)).text).to.contain("daily_spend_usd");
    for (const other of [undefined, KEY, `${TOKEN}0`, TOKEN.slice(1), TOKEN.toUpperCase()]) {
      const { status, text } = await get("/health", other);
      expect(status, other).to.equal(200);
      expect(text, other).to.contain("calls").and.not.to.contain("spend");
    }
    await server.close();
    const without = await serve(null);
    expect((await without.get("/health", "null")).text).not.to.contain("spend");
    await without.server.close();
  });
});
