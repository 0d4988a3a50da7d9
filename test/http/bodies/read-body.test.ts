import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { createHttpServer, type HttpServer } from "../../../src/http/create-http-server.ts";
import { ROUTES } from "../../../src/http/routes.ts";
import { fakeHttpPorts, KEY, type PortChanges } from "../support/fake-http-ports.ts";

const RUN = "0b5c7f3e-8a64-4d1b-9d53-000000000001";

/** Routes that change something, with addresses that would be taken. */
const ACTS = ROUTES.filter(({ method }) => method !== "get").map(({ method, path }) => ({
  method: method.toUpperCase(),
  path: path.replace(/:(run|alert)_id/, RUN).replace(/:\w+/, "ns_abcdefgh"),
}));

describe("a body that cannot be read", () => {
  let server: HttpServer;
  const done: string[] = [];

  before(async () => {
    const ports = fakeHttpPorts(watchedPorts(done));
    server = await createHttpServer({ ports, port: 0 });
  });
  after(() => server.close());
  beforeEach(() => done.splice(0));

  /** Sends bytes as they are and returns the answers' statuses; a body that is cut short ends the connection. */
  async function send(
    [method, path]: readonly [string, string],
    headers: string,
    body: string | Buffer,
    isCut = false,
  ): Promise<string[]> {
    const socket = connect(server.port, "127.0.0.1");
    socket.write(
      `${method} ${path} HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer ${KEY}\r\nConnection: close\r\n${headers}\r\n`,
    );
    socket.write(body);
    if (isCut) socket.end();
    return [...(await text(socket)).matchAll(/^HTTP\/1[.]1 (\d{3})/gm)].map(([, status]) => String(status));
  }

  const order = JSON.stringify({ dry_run: true });
  const broken: [string, string, string | Buffer, "cut"?][] = [
    ["a transfer coding Node does not know", "Transfer-Encoding: gzip\r\n", gzipSync(order)],
    ["two transfer codings", "Transfer-Encoding: gzip, chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"],
    ["the identity coding", "Transfer-Encoding: identity\r\n", "{}"],
    ["a chunk without a size", "Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n"],
    ["chunks that end early", "Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n", "cut"],
    ["less than was announced", "Content-Length: 90\r\n", "{}", "cut"],
    ["a compression it has not", "Content-Length: 2\r\nContent-Encoding: gzip\r\n", "{}"],
    ["no JSON", "Content-Length: 1\r\n", "{"],
    ["no UTF-8", "Content-Length: 4\r\n", Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    ["a byte that is none", "Content-Length: 3\r\n", "{}\0"],
  ];
  for (const [what, headers, body, cut] of broken) {
    it(`does nothing and says 400: ${what}`, async () => {
      for (const { method, path } of ACTS) {
        const statuses = await send(
          [method, path],
          `Content-Type: application/json\r\n${headers}`,
          body,
          cut !== undefined,
        );
        expect(statuses, `${method} ${path}`).to.deep.equal(["400"]);
      }
      expect(done).to.deep.equal([]);
    });
  }

  it("carries out the same orders when they are whole", async () => {
    const headers = "Transfer-Encoding: chunked\r\n";
    expect(await send(["POST", "/runs"], headers, "2\r\n{}\r\n0\r\n\r\n")).to.deep.equal(["201"]);
    expect(await send(["POST", `/runs/${RUN}/cancel`], "", "")).to.deep.equal(["200"]);
    const zipped = gzipSync(order);
    const gzip = `Content-Encoding: gzip\r\nContent-Length: ${zipped.length}\r\n`;
    expect(await send(["POST", "/runs"], gzip, zipped)).to.deep.equal(["200"]);
    expect(done).to.deep.equal(["start", "cancel", "preview"]);
  });
});

/** Ports that note what was asked of them. */
function watchedPorts(done: string[]): PortChanges {
  const note = <Result>(what: string, result: Result) => {
    done.push(what);
    return Promise.resolve(result);
  };
  const refuse = (what: string) => () => {
    done.push(what);
    return Promise.reject(new TypeError(what));
  };
  return {
    control: {
      start: () => note("start", { runId: RUN }),
      preview: () =>
        note("preview", {
          tenantId: "acme",
          stages: [],
          failure: null,
          companies: { count: 0, added: 0, candidates: 0, first: [] },
          estimates: [],
          costUsd: { low: 0, expected: 0, high: 0 },
          manifest: {},
        }),
      cancel: () => note("cancel", undefined),
      startExport: () => note("export", { runId: RUN, created: true }),
    },
    runs: { read: () => note("read", null) },
    keyAdmin: { create: refuse("key"), rename: refuse("key"), revoke: refuse("key"), rotate: refuse("key") },
    rules: {
      create: refuse("rule"),
      change: refuse("rule"),
      toggle: refuse("rule"),
      remove: refuse("rule"),
      test: refuse("rule"),
      replay: refuse("rule"),
    },
    agents: { change: refuse("agent"), aggregate: refuse("agent") },
    alerts: { acknowledge: refuse("alert") },
    ingest: { record: refuse("events"), beat: refuse("beat") },
  };
}
