import { createServer } from "node:net";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { z } from "zod";
import type { CallContext } from "../../../src/vendors/calling/call-context.ts";
import { joinUrl } from "../../../src/vendors/http/join-url.ts";
import { createJsonClient } from "../../../src/vendors/http/json-client.ts";
import { type FakeVendor, startFakeVendor, TRACE_ID, vendorErrorOf } from "../fake-vendor.ts";

const Answer = z.object({ items: z.array(z.object({ name: z.string() })) });

describe("the JSON client of all vendors", () => {
  let vendor: FakeVendor;
  before(async () => {
    vendor = await startFakeVendor();
  });
  after(() => vendor[Symbol.asyncDispose]());

  function ask(
    over: { baseUrl?: string; timeoutMs?: number; maxAnswerBytes?: number } = {},
    context?: CallContext,
  ) {
    const { baseUrl = vendor.baseUrl, timeoutMs = 5_000, maxAnswerBytes } = over;
    const client = createJsonClient({
      vendor: "tavily",
      connection: { apiKey: "k-123456", baseUrl, timeoutMs },
      ...(maxAnswerBytes === undefined ? {} : { maxAnswerBytes }),
    });
    return client.request(
      { operation: "search", method: "POST", url: joinUrl(baseUrl, "/x"), body: { a: 1 }, answer: Answer },
      context ?? { traceId: TRACE_ID },
    );
  }

  it("sends JSON with the run's trace and reads only the used fields", async () => {
    vendor.answer({ json: { items: [{ name: "one", extra: 1 }], more: true } });
    expect(await ask()).to.deep.equal({ items: [{ name: "one" }] });
    const [request] = vendor.seen;
    expect(request?.body).to.deep.equal({ a: 1 });
    expect(request?.headers.traceparent).to.match(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-01$`));
    expect(request?.headers["content-type"]).to.equal("application/json");
  });

  it("takes from texts what cannot be stored: null characters and half surrogate pairs", async () => {
    const name = String.raw`a\u0000b \uD83D\ude80 \ud800 \\u0000 \u00e9`;
    vendor.answer({ text: `{"items":[{"name":"${name}"}]}` });
    expect(await ask()).to.deep.equal({ items: [{ name: "ab 🚀 \ufffd \\u0000 é" }] });
  });

  it("names the field of an answer of the wrong shape and not its value", async () => {
    vendor.answer({ json: { items: [{ name: "one" }, { name: 4711 }] } });
    const error = await vendorErrorOf(ask());
    expect(error.code).to.equal("tavily_malformed");
    expect(error.facts).to.deep.equal({
      operation: "search",
      status: 200,
      vendorCode: "items.1.name",
      outcomeUnknown: true,
    });
    expect(error.message).not.to.contain("4711");
  });

  for (const [name, text] of [
    ["a page of HTML", "<html><body>Maintenance</body></html>"],
    ["nothing", ""],
    ["half of the JSON", '{"items":['],
  ] as const) {
    it(`calls ${name} instead of JSON malformed`, async () => {
      vendor.answer({ text, headers: { "content-type": "text/html" } });
      expect((await vendorErrorOf(ask())).facts.vendorCode).to.equal("not_json");
    });
  }

  it("knows a failure by its status even when its body is HTML", async () => {
    vendor.answer({ status: 502, text: "<html>Bad gateway</html>" });
    const error = await vendorErrorOf(ask());
    expect(error.kind).to.equal("server");
    expect(error.facts.outcomeUnknown).to.equal(true);
  });

  const kinds = [
    [302, "malformed"],
    [400, "bad_request"],
    [401, "auth"],
    [402, "quota_exhausted"],
    [403, "forbidden_plan"],
    [404, "not_found"],
    [408, "timeout"],
    [422, "bad_request"],
    [429, "rate_limited"],
    [451, "legal"],
    [499, "timeout"],
    [500, "server"],
    [503, "server"],
  ] as const;
  for (const [status, kind] of kinds) {
    it(`takes HTTP ${status} for ${kind}`, async () => {
      vendor.answer({ status, headers: { location: `${vendor.baseUrl}/elsewhere` }, json: {} });
      const error = await vendorErrorOf(ask());
      expect([error.kind, error.facts.status]).to.deep.equal([kind, status]);
      expect(vendor.seen).to.have.length(1);
    });
  }

  it("says how long the vendor wants to be left alone", async () => {
    vendor.answer({ status: 503, headers: { "retry-after": "7" } });
    expect((await vendorErrorOf(ask())).facts.retryAfterMs).to.equal(7_000);
  });

  it("refuses an answer over the size limit, also when it is small on the wire", async () => {
    const json = JSON.stringify({ items: [{ name: "x".repeat(100_000) }] });
    vendor.answer((response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(gzipSync(json));
    });
    expect((await vendorErrorOf(ask({ maxAnswerBytes: 10_000 }))).facts.vendorCode).to.equal(
      "answer_too_large",
    );
    expect((await ask({ maxAnswerBytes: json.length })).items).to.have.length(1);
  });

  it("times out when no answer comes, its outcome unknown", async () => {
    vendor.answer(() => undefined);
    const error = await vendorErrorOf(ask({ timeoutMs: 40 }));
    expect([error.kind, error.facts.outcomeUnknown]).to.deep.equal(["timeout", true]);
  });

  it("times out when the answer stops half way", async () => {
    vendor.answer((response) => {
      response.writeHead(200);
      response.write('{"items":');
    });
    expect((await vendorErrorOf(ask({ timeoutMs: 40 }))).kind).to.equal("timeout");
  });

  it("calls a connection cut after the request a network error of unknown outcome", async () => {
    vendor.answer((response) => response.destroy());
    const error = await vendorErrorOf(ask());
    expect([error.kind, error.facts.outcomeUnknown]).to.deep.equal(["network", true]);
  });

  it("calls a refused connection a network error that did nothing", async () => {
    const error = await vendorErrorOf(ask({ baseUrl: `http://127.0.0.1:${await freePort()}` }));
    expect([error.kind, error.facts.vendorCode, error.facts.outcomeUnknown]).to.deep.equal([
      "network",
      "ECONNREFUSED",
      undefined,
    ]);
  });

  it("stops waiting when the run is stopped", async () => {
    const stop = new AbortController();
    vendor.answer(() => stop.abort());
    const error = await vendorErrorOf(ask({}, { traceId: TRACE_ID, signal: stop.signal }));
    expect([error.kind, error.facts.outcomeUnknown]).to.deep.equal(["cancelled", true]);
  });

  it("does not begin a call of a stopped run", async () => {
    vendor.answer({ json: { items: [] } });
    const error = await vendorErrorOf(ask({}, { traceId: TRACE_ID, signal: AbortSignal.abort() }));
    expect([error.kind, error.facts.outcomeUnknown, vendor.seen.length]).to.deep.equal([
      "cancelled",
      undefined,
      0,
    ]);
  });
});

/** A port nobody listens on: it was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return address !== null && typeof address === "object" ? address.port : 1;
}
