import { expect } from "chai";
import { createHttpServer } from "../../../../src/http/create-http-server.ts";
import type { HealthCheck } from "../../../../src/http/ports/service-port.ts";
import { healthStatus, reportHealth } from "../../../../src/http/routes/health/health-report.ts";
import { fakeHttpPorts } from "../../support/fake-http-ports.ts";

function checkOf(name: string, critical: boolean, status: "up" | "degraded" | "down"): HealthCheck {
  return { name, critical, check: () => Promise.resolve({ status, detail: { queued_jobs: 3 } }) };
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
