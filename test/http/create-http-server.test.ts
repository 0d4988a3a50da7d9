import { get } from "node:http";
import { expect } from "chai";
import { ForbiddenError, PortInUseError } from "../../src/errors.ts";
import {
  createHttpServer,
  type HttpServer,
  type HttpServerOptions,
} from "../../src/http/create-http-server.ts";
import { ROUTES } from "../../src/http/routes.ts";
import { fakeHttpPorts, KEY, type PortChanges } from "./support/fake-http-ports.ts";

const RUN_ID = "0b5c7f3e-8a64-4d1b-9d53-2f0a6c1e4b77";

describe("the HTTP server", () => {
  let server: HttpServer | undefined;
  async function start(changes: PortChanges = {}, more: Partial<HttpServerOptions> = {}) {
    server = await createHttpServer({ ports: fakeHttpPorts(changes), port: 0, ...more });
    return server.url;
  }
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  it("listens on the loopback unless told otherwise", async () => {
    expect(await start()).to.match(/^http:\/\/127[.]0[.]0[.]1:\d+$/);
  });

  it("names the port that is in use", async () => {
    await start();
    const port = server?.port ?? 0;
    try {
      await createHttpServer({ ports: fakeHttpPorts(), port });
      expect.fail("it listened twice");
    } catch (error) {
      expect(error).to.be.instanceOf(PortInUseError);
      expect(error).to.include({ code: "port_in_use", port });
      expect(String(error)).to.contain(`Port ${port} on 127.0.0.1 is in use`).and.to.contain("PORT");
    }
  });

  it("answers what is in progress before it closes", async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<[]>();
    const url = await start({
      runs: {
        list() {
          asked.resolve();
          return answer.promise;
        },
      },
    });
    const response = fetch(`${url}/runs`, { headers: { Authorization: `Bearer ${KEY}` } });
    await asked.promise;
    const closed = server?.close();
    answer.resolve([]);
    expect((await response).status).to.equal(200);
    await closed;
    server = undefined;
  });

  it("cuts what never ends, once its patience is over", async () => {
    const asked = Promise.withResolvers<void>();
    const url = await start(
      {
        runs: {
          list() {
            asked.resolve();
            return Promise.withResolvers<[]>().promise;
          },
        },
      },
      { closeTimeoutMs: 20 },
    );
    const response = fetch(`${url}/runs`, { headers: { Authorization: `Bearer ${KEY}` } }).catch(() => "cut");
    await asked.promise;
    await server?.close();
    server = undefined;
    expect(await response).to.equal("cut");
  });

  it("wants a key for everything but health, metrics, runbooks, its own description and Slack", async () => {
    const open = ["/livez", "/readyz", "/health", "/metrics", "/runbooks/:id", "/openapi.json", "/docs"];
    expect(ROUTES.filter(({ scope }) => scope === null).map(({ path }) => path)).to.have.members(open);
    const url = await start();
    for (const { method, path } of ROUTES.filter(({ scope }) => scope !== null)) {
      const response = await fetch(url + path.replace(":run_id", RUN_ID), { method: method.toUpperCase() });
      expect(response.status, path).to.equal(401);
      expect(response.headers.get("www-authenticate")).to.equal('Bearer realm="nightshift"');
      const problem = { code: "unauthenticated", status: 401 };
      // OTLP has errors of its own: google.rpc.Status, in which 16 is UNAUTHENTICATED.
      expect(await response.json()).to.include(path.startsWith("/v1/") ? { code: 16 } : problem);
    }
  });

  it("takes no key that is malformed, unknown or sent in another way", async () => {
    const url = await start();
    for (const authorization of [
      "",
      "Bearer",
      "Bearer ns_",
      `Basic ${KEY}`,
      KEY,
      "Bearer ns_unknown_key",
      `Bearer ${KEY}, x`,
    ]) {
      const response = await fetch(`${url}/runs`, { headers: { Authorization: authorization } });
      expect(response.status, authorization).to.equal(401);
    }
  });

  it("wants the scope of the route, which admin includes and ingest does not", async () => {
    for (const [scope, status] of [
      ["read", 200],
      ["admin", 200],
      ["ingest", 403],
      ["operate", 403],
    ] as const) {
      const url = await start({
        keys: {
          authenticate: () =>
            Promise.resolve({ tenantId: "acme", keyId: "k", scopes: [scope], agentIds: null }),
        },
      });
      const response = await fetch(`${url}/runs`, { headers: { Authorization: `Bearer ${KEY}` } });
      expect(response.status, scope).to.equal(status);
      await server?.close();
    }
  });

  it("answers an unknown page with a problem that has a trace id", async () => {
    const url = await start();
    const response = await fetch(`${url}/nowhere?secret=1`);
    expect(response.status).to.equal(404);
    expect(response.headers.get("content-type")).to.contain("application/problem+json");
    const problem: unknown = await response.json();
    expect(problem).to.include({ type: "about:blank", status: 404, code: "not_found" });
    expect(JSON.stringify(problem)).not.to.contain("secret");
    expect(problem)
      .to.have.property("trace_id")
      .that.matches(/^[0-9a-f]{32}$/);
  });

  it("keeps the trace id of the caller", async () => {
    const url = await start();
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const response = await fetch(`${url}/nowhere`, { headers: { traceparent } });
    expect(await response.json()).to.include({ trace_id: "4bf92f3577b34da6a3ce929d0e0e4736" });
  });

  it("says nothing of a failure nobody foresaw, but logs it under the same trace id", async () => {
    const lines: Record<string, unknown>[] = [];
    const url = await start({
      runs: { list: () => Promise.reject(new Error("password=hunter2")) },
      service: { logger: { info() {}, error: (_message, fields) => void lines.push(fields ?? {}) } },
    });
    const response = await fetch(`${url}/runs`, { headers: { Authorization: `Bearer ${KEY}` } });
    const text = await response.text();
    expect(response.status).to.equal(500);
    expect(text).not.to.contain("hunter2");
    expect(text).to.contain(String(lines[0]?.["traceId"]));
    expect(lines[0]).to.include({ path: "/runs", method: "GET" });
  });

  it("says which methods a path takes to whoever tries another one", async () => {
    const url = await start();
    const response = await fetch(`${url}/runs/latest`, { method: "DELETE" });
    expect(response.status).to.equal(405);
    expect(response.headers.get("allow")).to.equal("GET, HEAD");
    expect((await fetch(`${url}/livez`, { method: "HEAD" })).status).to.equal(200);
    expect((await fetch(`${url}/nowhere`, { method: "DELETE" })).status).to.equal(404);
  });

  it("answers a request it cannot read with 400", async () => {
    const url = await start();
    expect((await fetch(`${url}/runbooks/%E0%A4%A`)).status).to.equal(400);
  });

  it("sets careful headers on every answer, and does not say what it is built with", async () => {
    const url = await start();
    for (const path of ["/livez", "/nowhere", "/runs"]) {
      const { headers } = await fetch(url + path);
      expect(headers.get("x-content-type-options")).to.equal("nosniff");
      expect(headers.get("content-security-policy")).to.contain("default-src 'none'");
      expect(headers.get("cache-control")).to.equal("no-store");
      expect(headers.get("x-powered-by")).to.equal(null);
    }
  });

  it("lets Slack's door see a request before anything else does", async () => {
    const url = await start(
      {},
      {
        slack(request, response, next) {
          if (request.path !== "/slack/events") return next();
          request.on("end", () => response.status(200).send("slack"));
          request.resume();
        },
      },
    );
    const response = await fetch(`${url}/slack/events`, { method: "POST", body: "raw" });
    expect(await response.text()).to.equal("slack");
    expect((await fetch(`${url}/livez`)).status).to.equal(200);
  });

  it("serves IPv6 where it is told to, under a URL that works", async function () {
    try {
      await start({}, { host: "::1" });
    } catch {
      this.skip(); // a machine without IPv6
    }
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    get(`${server?.url}/livez`, ({ statusCode }) => resolve(statusCode)).on("error", reject);
    expect(await promise).to.equal(200);
  });

  it("maps a refusal of the core to 403", async () => {
    const url = await start({
      runs: { list: () => Promise.reject(new ForbiddenError("Listing runs", "more")) },
    });
    const response = await fetch(`${url}/runs`, { headers: { Authorization: `Bearer ${KEY}` } });
    expect(response.status).to.equal(403);
  });
});
