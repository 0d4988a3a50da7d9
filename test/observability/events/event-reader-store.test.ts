import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { streamEvents } from "../../../src/observability/events/event-reader-store.ts";
import { insertEvents } from "../../../src/observability/events/event-store.ts";
import { createRunEvent } from "../../../src/observability/events/run-event.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

describe("streamEvents", () => {
  let test: TestDatabase;
  const run = {
    tenantId: "acme",
    runId: randomUUID(),
    runDate: new Date().toISOString().slice(0, 10),
    traceId: "0".repeat(31).concat("1"),
  };
  const EVENTS = 23;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    for (const tenantId of ["acme", "globex"]) await createTestTenant(test.database, tenantId);
    await test.database.withTenant("acme", async (transaction) => {
      await transaction.query(
        `insert into enrichment_runs (tenant_id, run_id, status, trigger, run_date, trace_id, started_at, manifest)
         values ('acme', $1, 'running', 'cli', $2, $3, now(), '{}')`,
        [run.runId, run.runDate, run.traceId],
      );
      const start = Date.parse(`${run.runDate}T18:00:00Z`);
      // Several events share a moment, so that a page may end between them.
      const events = Array.from({ length: EVENTS }, (_, index) =>
        createRunEvent(run, new Date(start + Math.floor(index / 4)), randomUUID(), {
          event: "vendor_call",
          status: "success",
          vendor: "openai",
          costNanoUsd: BigInt(index),
          extra: { index },
        }),
      );
      await insertEvents(transaction, events);
      await insertEvents(transaction, [
        createRunEvent({ ...run, runId: randomUUID() }, new Date(start), randomUUID(), {
          event: "other",
          status: "success",
        }),
      ]);
      // The database's clock counts microseconds, which a Date does not hold.
      await transaction.query(
        `insert into run_event_logs (tenant_id, event_date, dedupe_key, run_id, event, status, ts)
         select 'acme', $2::date, gen_random_uuid(), $1, 'fine', 'success', $2::date + time '20:00' + n * interval '1 microsecond'
         from generate_series(1, 7) n`,
        [run.runId, run.runDate],
      );
    });
  });

  after(() => test.drop());

  for (const pageSize of [1, 4, 5, 30, 31, 5000]) {
    it(`gives every event of the run once and in order, in pages of ${pageSize}`, async () => {
      const batches = await collect(streamEvents(test.database, "acme", run.runId, pageSize));
      const events = batches.flat();
      expect(events.length).to.equal(EVENTS + 7);
      expect(new Set(events.map(({ dedupeKey }) => dedupeKey)).size).to.equal(EVENTS + 7);
      expect(batches.every((batch) => batch.length > 0 && batch.length <= pageSize)).to.equal(true);
      const times = events.map(({ ts }) => ts.getTime());
      expect(times).to.deep.equal([...times].sort((one, other) => one - other));
    });
  }

  it("gives events in the shape of the log", async () => {
    const [batch] = await collect(streamEvents(test.database, "acme", run.runId));
    const event = batch?.find(({ extra }) => extra?.["index"] === 22);
    expect(event).to.deep.include({
      eventDate: run.runDate,
      costNanoUsd: 22n,
      vendor: "openai",
      stage: null,
    });
    expect(event?.ts).to.be.instanceOf(Date);
    expect(event).not.to.have.property("cursor");
  });

  it("gives another tenant nothing, nor for an unknown run", async () => {
    expect(await collect(streamEvents(test.database, "globex", run.runId))).to.deep.equal([]);
    expect(await collect(streamEvents(test.database, "acme", randomUUID()))).to.deep.equal([]);
  });
});
