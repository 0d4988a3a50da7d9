import { expect } from "chai";
import { DatabaseUnavailableError } from "../../../../src/errors.ts";
import { createHttpServer, type HttpServer } from "../../../../src/http/create-http-server.ts";
import { fakeHttpPorts, KEY, type PortChanges } from "../../support/fake-http-ports.ts";

const PATHS = ["/v1/traces", "/v1/logs", "/v1/metrics"] as const;

describe("a path of OTLP", () => {
  let server: HttpServer | undefined;

  afterEach(() => server?.close());

  async function answer(ports: PortChanges, path: string): Promise<Response> {
    server = await createHttpServer({ ports: fakeHttpPorts(ports), port: 0, closeTimeoutMs: 100 });
    return fetch(server.url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
      body: "{}",
    });
  }

  const failing = (error: Error): PortChanges => {
    const fail = () => Promise.reject(error);
    return { ingest: { otlp: { mostBytes: 1_000, recordSpans: fail, recordLogs: fail } } };
  };

  for (const path of PATHS) {
    it(`says when to come back after too many requests: ${path}`, async () => {
      const verdict = { isAdmitted: false, limit: 60, remaining: 0, resetSeconds: 9, retryAfterSeconds: 3 };
      const response = await answer({ ingest: { admit: () => verdict } }, path);
      expect(response.status).to.equal(429);
      expect(response.headers.get("retry-after")).to.equal("3");
      expect(await response.json()).to.include({ code: 8 });
    });
  }

  it("says when to come back to a database that is away", async () => {
    const response = await answer(failing(new DatabaseUnavailableError("Postgres is away.")), "/v1/traces");
    expect(response.status).to.equal(503);
    expect(response.headers.get("retry-after")).to.equal("5");
    expect(await response.json()).to.deep.equal({ code: 14, message: "Postgres is away." });
  });

  it("logs what nobody foresaw, and gives nothing of it away", async () => {
    const logged: unknown[] = [];
    const logger = { info() {}, error: (_: string, fields: unknown) => void logged.push(fields) };
    const response = await answer(
      { ...failing(new TypeError("a secret detail")), service: { logger } },
      "/v1/logs",
    );
    expect(response.status).to.equal(500);
    expect(response.headers.get("retry-after")).to.equal(null);
    expect(await response.text()).not.to.include("secret detail");
    expect(JSON.stringify(logged)).to.include("secret detail");
  });

  it("takes a key whose space is still encoded, as some SDKs send OTEL_EXPORTER_OTLP_HEADERS", async () => {
    server = await createHttpServer({ ports: fakeHttpPorts(), port: 0, closeTimeoutMs: 100 });
    const response = await fetch(`${server.url}/v1/traces`, {
      method: "POST",
      headers: { authorization: `Bearer%20${KEY}`, "content-type": "application/json; charset=utf-8" },
      body: "{}",
    });
    expect(response.status).to.equal(200);
    expect(await response.json()).to.deep.equal({});
  });
});
