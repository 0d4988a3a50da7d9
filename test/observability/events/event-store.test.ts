import { randomUUID } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { RunEventLog } from "../../../src/entities/run-event-log.ts";
import { insertEvents } from "../../../src/observability/events/event-store.ts";
import {
  createRunEvent,
  type RunEvent,
  type RunIdentity,
} from "../../../src/observability/events/run-event.ts";
import { patience } from "../../support/patience.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { finished, writeRun } from "../write-run.ts";

describe("the event store", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let run: RunIdentity;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    await createTestTenant(test.database, "globex");
  });
  after(() => test.drop());
  beforeEach(async () => {
    run = await writeRun(test.database, "acme");
  });

  const insert = (events: readonly RunEvent[], tenantId = "acme") =>
    test.database.withTenant(tenantId, (transaction) => insertEvents(transaction, events));
  const stored = (tenantId = "acme"): Promise<RunEventLog[]> =>
    test.database.withTenant(tenantId, (transaction) =>
      transaction.getRepository(RunEventLog).find({ where: { runId: run.runId }, order: { ts: "ASC" } }),
    );
  const count = async () => (await stored()).length;

  it("keeps every field as it was given", async () => {
    const event = createRunEvent(run, new Date("2026-11-22T19:00:00.123Z"), randomUUID(), {
      event: "vendor_call",
      status: "error",
      stage: "extract",
      companyId: randomUUID(),
      errorCode: "openai_rate_limited",
      errorMsg: 'said "slow down", {curly}, \\back\\slash, a\ttab and 東京 🚀',
      durationMs: 2_147_483_647,
      vendor: "openai",
      costNanoUsd: 9_007_199_254_740_993n,
      tokensInput: 812,
      tokensOutput: 0,
      extra: { attempt: 2, nested: { list: [1, "two", null] }, text: '"quoted", {1,2} 🚀' },
    });
    await insert([event]);
    const [row, ...others] = await stored();
    expect(others).to.deep.equal([]);
    expect(row).to.deep.include(event);
  });

  it("keeps null where nothing was said", async () => {
    const event = createRunEvent(run, new Date(), randomUUID(), {
      event: "stage_started",
      status: "running",
    });
    await insert([event]);
    const [row] = await stored();
    expect(row).to.deep.include(event);
  });

  it("keeps an event once, within a batch and over batches, and as it came first", async () => {
    const event = finished(run, "crawl", "success", 5);
    const later = { ...event, status: "error", durationMs: 9 };
    await insert([event, later]);
    await insert([later, finished(run, "crawl", "success", 6)]);
    expect((await stored()).map(({ status, durationMs }) => [status, durationMs])).to.have.deep.members([
      ["success", 5],
      ["success", 6],
    ]);
  });

  it("does nothing for no events", async () => {
    await insert([]);
    expect(await count()).to.equal(0);
  });

  it("writes nothing when the transaction is rolled back", async () => {
    const failure = await test.database
      .withTenant("acme", async (transaction) => {
        await insertEvents(transaction, [finished(run, "crawl", "success", 5)]);
        throw new Error("changed my mind");
      })
      .catch(String);
    expect(failure).to.include("changed my mind");
    expect(await count()).to.equal(0);
  });

  it("refuses events of another tenant, all of the batch with them", async () => {
    const foreign = finished({ ...run, tenantId: "globex" }, "crawl", "success", 1);
    const refusal = await insert([finished(run, "crawl", "success", 1), foreign]).catch(String);
    expect(refusal).to.include("row-level security");
    expect(await count()).to.equal(0);
  });

  it("shows a tenant's events to nobody else", async () => {
    await insert([finished(run, "crawl", "success", 5)]);
    expect(await stored("globex")).to.deep.equal([]);
    expect(await stored()).to.have.length(1);
  });

  it("takes the same key from two tenants, since one knows nothing of the other's", async () => {
    const event = finished(run, "crawl", "success", 5);
    await insert([event]);
    await insert([{ ...event, tenantId: "globex" }], "globex");
    expect(await stored("globex")).to.have.length(1);
    expect(await stored()).to.have.length(1);
  });

  it("writes ten thousand events in a few statements", async () => {
    const events = Array.from({ length: 10_000 }, (_, index) => finished(run, "crawl", "success", index));
    const startedMs = performance.now();
    for (let from = 0; from < events.length; from += 5_000) await insert(events.slice(from, from + 5_000));
    // One save() a row would take some fifteen seconds.
    expect(performance.now() - startedMs).to.be.below(patience(8_000));
    expect(await count()).to.equal(10_000);
  });

  it("stores any text a page, a vendor or an error may hold, less what Postgres has no room for", async () => {
    const text = fc.string({ unit: "binary", maxLength: 40 });
    const awkward = fc.constantFrom(
      "\0",
      "a\0b",
      "\ud83d",
      "\udc00x",
      "half a \ud83d",
      "\\u0000",
      "{}",
      '"',
      "NULL",
      "",
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, awkward), fc.oneof(text, awkward), async (errorMsg, found) => {
        const event = createRunEvent(run, new Date(), randomUUID(), {
          event: "page_failed",
          status: "error",
          errorMsg,
          extra: { found, nested: [{ [found]: found }] },
        });
        await insert([event]);
        const row = (await stored()).find(({ dedupeKey }) => dedupeKey === event.dedupeKey);
        const kept = (given: string) => given.replaceAll("\0", "").toWellFormed();
        expect(row?.errorMsg).to.equal(kept(errorMsg));
        expect(row?.extra?.["found"]).to.equal(kept(found));
      }),
      { numRuns: 60 },
    );
  });
});
