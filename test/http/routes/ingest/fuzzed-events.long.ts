import { expect } from "chai";
import fc from "fast-check";
import { patience } from "../../../support/patience.ts";
import { fuzzEvents } from "../../support/fuzz-events.ts";
import { type IngestServer, startIngestServer } from "../../support/ingest-server.ts";
import { oddEvents } from "../../support/odd-events.ts";

describe("10,000 cases from a fuzzer", () => {
  let server: IngestServer;
  let key: string;

  before(async function () {
    this.timeout(60_000);
    server = await startIngestServer();
    key = await server.createKey(["ingest"]);
  });
  after(() => server.close());

  it("of events are accepted or refused by index, and nothing is half stored", async function () {
    this.timeout(patience(300_000));
    await fuzzEvents(server, key, 200);
  });

  it("of damaged bodies are refused as they are, or read, and never fail on our side", async function () {
    this.timeout(patience(600_000));
    const before = await stored();
    let accepted = 0;
    const damaged = fc
      .tuple(
        fc.array(oddEvents(server.now), { minLength: 1, maxLength: 3 }),
        fc.nat(),
        fc.nat(255),
        fc.nat(2),
      )
      .map(([events, place, byte, kind]) => {
        const body = Buffer.from(JSON.stringify(events));
        const at = place % body.length;
        if (kind === 0) return body.subarray(0, at);
        const rest = body.subarray(kind === 1 ? at + 1 : at);
        return Buffer.concat([body.subarray(0, at), Buffer.from([byte]), rest]);
      });
    await fc.assert(
      fc.asyncProperty(damaged, async (sent) => {
        const { status, body } = await server.post(key, sent);
        expect(status, JSON.stringify(body)).to.be.oneOf([200, 207, 400, 422]);
        if (status < 400) accepted += Number(body["accepted"]) - Number(body["duplicates"]);
      }),
      { numRuns: 10_000 },
    );
    expect(accepted, "some damage does no harm").to.be.greaterThan(0);
    expect((await stored()) - before).to.equal(accepted);
  });

  async function stored(): Promise<number> {
    const [row] = await server.query<{ count: number }>("select count(*)::int from run_event_logs");
    return row?.count ?? 0;
  }
});
