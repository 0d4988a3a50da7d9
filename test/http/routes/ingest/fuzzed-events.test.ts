import { connect } from "node:net";
import { expect } from "chai";
import { fuzzEvents } from "../../support/fuzz-events.ts";
import { type IngestServer, startIngestServer } from "../../support/ingest-server.ts";

describe("bodies from a fuzzer", () => {
  let server: IngestServer;
  let key: string;

  before(async function () {
    this.timeout(60_000);
    server = await startIngestServer();
    key = await server.createKey(["ingest"]);
  });
  after(() => server.close());

  it("are accepted or refused by index with a field and a reason, and nothing is half stored", async function () {
    this.timeout(60_000);
    await fuzzEvents(server, key, 30);
  });

  it("that are hostile as a whole get a plain answer", async () => {
    const event = { type: "log", agent_id: "x", message: "m" };
    const cases: [what: string, body: string, status: number][] = [
      ["JSON nested 10,000 deep", `${"[".repeat(10_000)}${"]".repeat(10_000)}`, 422],
      [
        "attributes nested 10,000 deep",
        `{"type":"log","agent_id":"x","message":"m","attributes":{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}}`,
        422,
      ],
      ["a string of 10 MB", JSON.stringify({ ...event, message: "x".repeat(10_000_000) }), 413],
      ["a number beyond all", '{"type":"metric","agent_id":"x","name":"n","value":1e999}', 422],
      ["NaN", '{"type":"metric","agent_id":"x","name":"n","value":NaN}', 400],
      [
        "__proto__ beside the fields",
        '{"type":"log","agent_id":"x","message":"m","__proto__":{"admin":true}}',
        422,
      ],
      [
        "__proto__ in the attributes",
        '{"type":"log","agent_id":"x","message":"m","attributes":{"__proto__":{"a":1}}}',
        422,
      ],
      ["a key twice", '{"type":"nonsense","type":"log","agent_id":"x","message":"m"}', 200],
      ["no UTF-8", '"\\ud800"', 422],
      ["half a body", '{"type":"log","agent', 400],
      ["nothing", "", 400],
    ];
    for (const [what, body, expected] of cases) {
      const { status, body: answer } = await server.post(key, body);
      expect(status, `${what}: ${JSON.stringify(answer).slice(0, 200)}`).to.equal(expected);
    }
    const bytes = await server.post(key, new Uint8Array([0x22, 0xff, 0xfe, 0x22]));
    expect(bytes.status).to.equal(400);
  });

  it("one bad event among 1,000 does not hold up the others", async () => {
    const events = Array.from({ length: 1_000 }, (_, index) => ({
      type: "log",
      agent_id: "thousand",
      message: index === 500 ? "" : `line ${index}`,
    }));
    const { status, body } = await server.post(key, events);
    expect(status).to.equal(207);
    expect(body).to.include({ accepted: 999, rejected: 1 });
  });

  it("that are cut off half-way leave nothing behind, and the server answers on", async () => {
    const { hostname, port } = new URL(server.url);
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const body = JSON.stringify({ type: "log", agent_id: "cut", message: "m" });
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `POST /api/obs/ingest/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: ${body.length + 10}\r\n\r\n${body}`,
        () => socket.destroy(),
      );
    });
    socket.on("close", () => resolve());
    await closed;
    expect((await server.post(key, { type: "heartbeat", agent_id: "after" })).status).to.equal(200);
    expect(await server.query("select 1 from run_event_logs where agent_id = 'cut'")).to.deep.equal([]);
  });
});
