import { expect } from "chai";
import type { Queryable } from "../../../src/database/batch.ts";
import type { Database, Transaction } from "../../../src/database/database.ts";
import { RunEventLog } from "../../../src/entities/run-event-log.ts";
import { createRecorder, type Recorder } from "../../../src/observability/events/recorder.ts";
import type { RunIdentity } from "../../../src/observability/events/run-event.ts";
import type { VendorUse } from "../../../src/observability/events/vendor-use.ts";
import { patience } from "../../support/patience.ts";
import { quietLogger, type SaidLine } from "../../support/quiet-logger.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { waitUntil } from "../../support/wait-until.ts";
import { writeRun } from "../write-run.ts";

const AT = new Date("2026-11-22T19:00:00Z");

/** A database that can be away, and whose writes can be held up and counted. */
class Unreliable implements Database {
  isAway = false;
  writes = 0;
  gate: Promise<void> = Promise.resolve();

  constructor(private readonly database: Database) {}

  async withTenant<Result>(tenantId: string, work: (transaction: Transaction) => Promise<Result>) {
    await this.#write();
    return this.database.withTenant(tenantId, work);
  }

  async batch<Result>(tenantId: string, work: (batch: Queryable) => Promise<Result>) {
    await this.#write();
    return this.database.batch(tenantId, work);
  }

  pools() {
    return this.database.pools();
  }

  async #write() {
    this.writes += 1;
    await this.gate;
    if (this.isAway) throw Object.assign(new Error("connection refused"), { code: "ECONNREFUSED" });
  }

  withService<Result>(work: (transaction: Transaction) => Promise<Result>) {
    return this.database.withService(work);
  }

  serviceBatch<Result>(work: (batch: Queryable) => Promise<Result>) {
    return this.database.serviceBatch(work);
  }

  hungAt() {
    return this.database.hungAt();
  }

  close() {
    return this.database.close();
  }
}

const USE: VendorUse = {
  ledgerId: null,
  stage: "extract",
  companyId: "5b0c38d1-1f65-4a0c-bb3c-1d7d9ac5a0fe",
  vendor: "openai",
  operation: "respond",
  attempt: 1,
  outcome: "success",
  errorCode: null,
  isRateLimit: false,
  isQuotaExhausted: false,
  durationMs: 830,
  retryInMs: null,
  cost: { nanoUsd: 1_500_000n, priceCardId: "card-1" },
  model: "gpt-5-mini",
  tokensInput: 812,
  tokensOutput: 96,
};

describe("the recorder", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let unreliable: Unreliable;
  let run: RunIdentity;
  let lines: SaidLine[];
  let recorder: Recorder;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    await createTestTenant(test.database, "globex");
  });
  after(() => test.drop());
  beforeEach(async () => {
    run = await writeRun(test.database, "acme");
    lines = [];
    unreliable = new Unreliable(test.database);
    recorder = createRecorder({ database: unreliable, clock: () => AT, logger: quietLogger(lines) });
  });
  afterEach(async () => {
    unreliable.isAway = false;
    await recorder.close();
  });

  const stored = (tenantId = "acme"): Promise<RunEventLog[]> =>
    test.database.withTenant(tenantId, (transaction) =>
      transaction.getRepository(RunEventLog).find({ where: { runId: run.runId } }),
    );
  const log = (times: number, from = 0) => {
    for (let index = from; index < from + times; index += 1)
      recorder.logEvent(run, { event: "noted", status: "success", durationMs: index });
  };
  const durations = async () =>
    (await stored()).map(({ durationMs }) => durationMs ?? -1).sort((one, other) => one - other);
  const counting = (length: number) => Array.from({ length }, (_, index) => index);

  it("gives up an event that Postgres refuses, says so, and writes all others", async () => {
    log(700);
    recorder.logEvent(run, {
      event: "noted",
      status: "success",
      stage: "extract",
      durationMs: 3_000_000_000,
    });
    log(700, 700);
    await recorder.flush();
    expect(await durations()).to.deep.equal(counting(1_400));
    const said = lines.filter(({ event }) => event === "event_given_up");
    expect(said).to.have.length(1);
    expect(said[0]).to.include({ level: "error", runId: run.runId, stage: "extract" });
    expect(said[0]?.errorMsg).to.include("out of range");
  });

  it("writes nothing before it is time, and everything in one statement at a flush", async () => {
    log(700);
    expect(unreliable.writes).to.equal(0);
    await recorder.flush();
    expect(unreliable.writes).to.equal(1);
    expect(await durations()).to.deep.equal(counting(700));
  });

  it("writes by itself, well within the second that a crash may cost", async () => {
    const startedMs = performance.now();
    log(3);
    await waitUntil(() => unreliable.writes > 0);
    expect(performance.now() - startedMs).to.be.below(patience(900));
    await waitUntil(async () => (await stored()).length === 3);
  });

  it("begins to write at the thousandth event, without waiting", async () => {
    log(999);
    await Promise.resolve();
    expect(unreliable.writes).to.equal(0);
    log(1, 999);
    await waitUntil(async () => (await stored()).length === 1_000);
  });

  it("writes batches in turn and loses nothing that comes meanwhile", async () => {
    let open = () => {};
    unreliable.gate = new Promise((resolve) => {
      open = resolve;
    });
    log(5_500);
    const first = recorder.flush();
    log(100, 5_500);
    const second = recorder.flush();
    open();
    await Promise.all([first, second]);
    expect(await durations()).to.deep.equal(counting(5_600));
  });

  it("writes each tenant's events as that tenant", async () => {
    const theirs = await writeRun(test.database, "globex");
    log(2);
    recorder.logEvent(theirs, { event: "noted", status: "success" });
    await recorder.flush();
    expect(await stored()).to.have.length(2);
    const seen = await test.database.withTenant("globex", (transaction) =>
      transaction.getRepository(RunEventLog).find(),
    );
    expect(seen.map(({ runId }) => runId)).to.deep.equal([theirs.runId]);
  });

  it("keeps the events when the database is away, says so, and writes them at the next flush", async () => {
    unreliable.isAway = true;
    log(10);
    const failure = await recorder.flush().catch((error: unknown) => String(error));
    expect(failure).to.include("connection refused");
    log(5, 10);
    unreliable.isAway = false;
    await recorder.flush();
    expect(await durations()).to.deep.equal(counting(15));
  });

  it("tries again by itself until the database is back", async () => {
    unreliable.isAway = true;
    log(10);
    await waitUntil(() => lines.some(({ event }) => event === "event_flush_failed"));
    unreliable.isAway = false;
    await waitUntil(async () => (await stored()).length === 10);
  });

  it("does not try once an event while the database is away", async () => {
    unreliable.isAway = true;
    log(5_000);
    await waitUntil(() => lines.some(({ event }) => event === "event_flush_failed"));
    log(5_000, 5_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(unreliable.writes).to.be.at.most(3);
    expect(lines.filter(({ event }) => event === "event_flush_failed").length).to.be.at.most(3);
    unreliable.isAway = false;
    await recorder.flush();
    expect(await stored()).to.have.length(10_000);
  });

  it("gives up the oldest of more than 100,000 waiting events, a thousand at once, and says how many", async () => {
    unreliable.isAway = true;
    log(100_000);
    expect(lines.filter(({ event }) => event === "events_given_up")).to.deep.equal([]);
    log(3, 100_000);
    const given = lines.filter(({ event }) => event === "events_given_up");
    expect(given).to.have.length(1);
    expect(given[0]).to.include({
      level: "error",
      errorCode: "event_buffer_full",
      errorMsg: "1000 events",
    });
    unreliable.isAway = false;
    await recorder.flush();
    const [row] = await test.database.withTenant("acme", (transaction) =>
      transaction.query<{ count: number; least: number }[]>(
        "select count(*)::int as count, min(duration_ms) as least from run_event_logs where run_id = $1",
        [run.runId],
      ),
    );
    expect(row).to.deep.equal({ count: 99_003, least: 1_000 });
  });

  it("has written everything when it is closed", async () => {
    log(20);
    await recorder.close();
    expect(await stored()).to.have.length(20);
  });

  it("says at its close when it cannot write, and still can afterwards", async () => {
    unreliable.isAway = true;
    log(1);
    expect(await recorder.close().catch(String)).to.include("connection refused");
    unreliable.isAway = false;
    await recorder.close();
    expect(await stored()).to.have.length(1);
  });

  it("gives the event of a call that costs the key of its entry in the ledger", async () => {
    const ledgerId = "7d0f3c52-5b7e-4f0e-9a55-0c5b1e0a9d11";
    recorder.bumpVendor(run, { ...USE, ledgerId });
    await recorder.flush();
    expect((await stored()).map(({ dedupeKey }) => dedupeKey)).to.deep.equal([ledgerId]);
  });

  it("reports fields of a kept answer that could not be read, with the vendor", async () => {
    const oddities = ["results.1.emails", "billing.creditsCharged"];
    recorder.bumpVendor(run, { ...USE, vendor: "lusha", operation: "search_and_enrich", oddities });
    await recorder.flush();
    expect((await stored())[0]?.extra).to.include({ odd_fields: oddities.join(" ") });
    const said = lines.find(({ event }) => event === "vendor_answer_odd");
    expect(JSON.stringify(said)).to.contain("lusha").and.contain("results.1.emails, billing.creditsCharged");
  });

  it("writes a vendor call with its cost, tokens and what is special about it", async () => {
    recorder.bumpVendor(run, USE);
    recorder.bumpVendor(run, {
      ...USE,
      attempt: 2,
      outcome: "error",
      errorCode: "openai_rate_limited",
      isRateLimit: true,
      retryInMs: 2_000,
      cost: null,
      tokensInput: null,
      tokensOutput: null,
    });
    recorder.bumpVendor(run, {
      ...USE,
      attempt: 3,
      isQuotaExhausted: true,
      cost: { nanoUsd: null, priceCardId: null },
      model: null,
    });
    await recorder.flush();
    const rows = (await stored()).sort((one, other) =>
      String(one.extra?.["attempt"]).localeCompare(String(other.extra?.["attempt"])),
    );
    expect(rows.map(({ extra }) => extra)).to.deep.equal([
      { operation: "respond", attempt: 1, price_card_id: "card-1", model: "gpt-5-mini" },
      { operation: "respond", attempt: 2, rate_limited: true, model: "gpt-5-mini", retry_in_ms: 2_000 },
      { operation: "respond", attempt: 3, quota_exhausted: true, unpriced: true },
    ]);
    expect(rows.map(({ costNanoUsd }) => costNanoUsd)).to.deep.equal([1_500_000n, null, null]);
    expect(rows[0]).to.include({
      event: "vendor_call",
      vendor: "openai",
      status: "success",
      tokensInput: 812,
    });
    expect(rows[1]).to.include({ status: "error", errorCode: "openai_rate_limited", tokensInput: null });
    const said = lines.filter(({ event }) => event === "vendor_call");
    expect(said.map(({ level }) => level)).to.deep.equal(["debug", "warn", "debug"]);
    expect(said.map(({ costUsd }) => costUsd)).to.deep.equal([0.0015, null, null]);
    for (const line of said)
      expect(line).to.include({ traceId: run.traceId, runId: run.runId, vendor: "openai" });
  });

  it("times a stage and hands its result on, written before it does", async () => {
    const result = { outcome: "skipped", code: "not_needed" } as const;
    expect(await recorder.stageTimer(run, "mv_refresh", async () => result)).to.equal(result);
    const [row, ...others] = await stored();
    expect(others).to.deep.equal([]);
    expect(row).to.include({
      event: "item_finished",
      stage: "mv_refresh",
      status: "skipped",
      errorCode: "not_needed",
      companyId: null,
    });
    expect(row?.durationMs).to.be.at.least(0);
  });

  it("writes what a stage threw as its error, redacted, and throws it on", async () => {
    const broken = Object.assign(new Error("no view for ada@pumps.example"), { code: "42P01" });
    const thrown: unknown = await recorder
      .stageTimer(run, "mv_refresh", () => Promise.reject(broken))
      .catch((error: unknown) => error);
    expect(thrown).to.equal(broken);
    const [row] = await stored();
    expect(row).to.include({ status: "error", errorCode: "42P01" });
    expect(row?.errorMsg).to.equal("no view for a***@pumps.example");
  });
});
