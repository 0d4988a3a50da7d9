import { connect } from "node:net";
import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import { FIGURES, QUARTER } from "../../../../src/agents/events/quarter-figures.ts";
import { type IngestServer, startIngestServer } from "../../support/ingest-server.ts";
import { oddEvents } from "../../support/odd-events.ts";

const Results = z.array(
  z.object({ status: z.string(), errors: z.array(z.record(z.string(), z.string())).optional() }),
);

/** Requests of 50 events; FUZZ_REQUESTS=200 makes it 10,000 events. */
const RUNS = Number(process.env["FUZZ_REQUESTS"] ?? 30);

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
    this.timeout(120_000);
    const event = oddEvents(server.now);
    let accepted = 0;
    let refused = 0;
    let duplicates = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 50, maxLength: 50 }), async (events) => {
        const { status, body } = await server.post(key, { events });
        expect(status, JSON.stringify(body)).to.be.oneOf([200, 207, 422]);
        if (status === 422) {
          refused += 50;
          return;
        }
        accepted += Number(body["accepted"]);
        refused += Number(body["rejected"]);
        duplicates += Number(body["duplicates"]);
        expect(Number(body["accepted"]) + Number(body["rejected"])).to.equal(50);
        for (const { status: outcome, errors } of Results.parse(body["results"]))
          if (outcome === "rejected") expect(errors?.[0]).to.include.keys("field", "detail");
      }),
      { numRuns: RUNS },
    );
    const [row] = await server.query<{ stored: number; counted: number }>(
      `select (select count(*)::int from run_event_logs) as stored, (select sum(events)::int from agent_quarters) as counted`,
    );
    const figureNames = FIGURES.map(({ name }) => name);
    const counted = await server.query(
      `select agent_id, quarter, ${figureNames.map((name) => `sum(${name})::text as ${name}`).join(", ")}
       from agent_quarters group by 1, 2 order by 1, 2`,
    );
    const recounted = await server.query(
      `select agent_id, ${QUARTER} as quarter, ${FIGURES.map(({ name, sql }) => `(${sql})::text as ${name}`).join(", ")}
       from run_event_logs group by 1, 2 order by 1, 2`,
    );
    expect(counted).to.deep.equal(recounted);
    expect(accepted + refused).to.equal(RUNS * 50);
    expect(accepted).to.be.greaterThan(RUNS);
    expect(refused).to.be.greaterThan(RUNS);
    expect(row).to.deep.equal({ stored: accepted - duplicates, counted: accepted - duplicates });
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
