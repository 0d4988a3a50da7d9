import { randomUUID } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { RunStageStat } from "../../../src/entities/run-stage-stat.ts";
import { RunVendorUsage } from "../../../src/entities/run-vendor-usage.ts";
import { StageSketch } from "../../../src/entities/stage-sketch.ts";
import { insertEvents } from "../../../src/observability/events/event-store.ts";
import {
  createRunEvent,
  type EventFacts,
  type RunEvent,
  type RunIdentity,
} from "../../../src/observability/events/run-event.ts";
import { percentiles } from "../../../src/observability/figures/percentiles.ts";
import { rollUpStage, rollUpVendors } from "../../../src/observability/figures/roll-up-store.ts";
import {
  addValue,
  createSketch,
  fromBuckets,
  mergeSketches,
  quantiles,
  toBuckets,
} from "../../../src/observability/figures/sketches.ts";
import { createTestDatabase, createTestTenant, type TestDatabase } from "../../support/test-database.ts";
import { finished, writeRun } from "../write-run.ts";

/** Numbers from 0 to 1 that are the same in every run of the test. */
function seededNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

describe("the roll-up of a stage", function () {
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

  const insert = (events: readonly RunEvent[]) =>
    test.database.withTenant("acme", async (transaction) => {
      for (let from = 0; from < events.length; from += 5_000)
        await insertEvents(transaction, events.slice(from, from + 5_000));
    });
  const rollUp = (of = run) =>
    test.database.withTenant("acme", async (transaction) => {
      const key = { tenantId: "acme", runId: of.runId, stage: "crawl" } as const;
      await rollUpStage(transaction, of, "crawl");
      const stat = await transaction.getRepository(RunStageStat).findOneByOrFail(key);
      const sketch = await transaction.getRepository(StageSketch).findOneBy(key);
      return { stat, sketch };
    });
  const note = (facts: Partial<EventFacts>) =>
    createRunEvent(run, new Date(), randomUUID(), {
      event: "noted",
      status: "success",
      stage: "crawl",
      ...facts,
    });
  const crawled = (status: string, durationMs: number | null) => finished(run, "crawl", status, durationMs);

  it("counts how items fared; blocked ones were attempted, skipped ones were not", async () => {
    await insert([
      ...[1, 2, 3].map((ms) => crawled("success", ms)),
      ...[4, 5].map((ms) => crawled("error", ms)),
      crawled("blocked", 6),
      ...[7, 8, 9, 10].map((ms) => crawled("skipped", ms)),
    ]);
    expect((await rollUp()).stat).to.include({
      countTotal: 6,
      countSuccess: 3,
      countError: 2,
      countBlocked: 1,
      countSkipped: 4,
    });
  });

  it("measures only items that were attempted: neither skipped and blocked ones nor other events", async () => {
    await insert([
      crawled("success", 10),
      crawled("error", 30),
      crawled("skipped", 90_000),
      crawled("blocked", 90_000),
      crawled("success", null),
      note({ durationMs: 90_000 }),
      finished(run, "tavily", "success", 90_000),
    ]);
    const { stat, sketch } = await rollUp();
    expect(stat).to.include({ p50Ms: 10, p95Ms: 30, p99Ms: 30 });
    expect(sketch).to.include({ count: 2, sumMs: 40, minMs: 10, maxMs: 30 });
  });

  it("has null for percentiles where nothing was measured, and no sketch", async () => {
    await insert([crawled("skipped", 5)]);
    const { stat, sketch } = await rollUp();
    expect(stat).to.include({ countTotal: 0, p50Ms: null, p95Ms: null, p99Ms: null, tokensInput: 0 });
    expect(stat.costNanoUsd).to.equal(0n);
    expect(sketch).to.equal(null);
  });

  it("adds up the cost and the tokens of all its events", async () => {
    await insert([
      note({ event: "vendor_call", costNanoUsd: 9_007_199_254_740_993n, tokensInput: 10, tokensOutput: 1 }),
      note({ event: "vendor_call", costNanoUsd: 7n, tokensInput: 2_000_000_000, tokensOutput: 2 }),
      note({ event: "vendor_call", tokensInput: 2_000_000_000 }),
    ]);
    const { stat } = await rollUp();
    expect(stat.costNanoUsd).to.equal(9_007_199_254_741_000n);
    expect(stat).to.include({ tokensInput: 4_000_000_010, tokensOutput: 3 });
  });

  it("counts another run's, another tenant's and another night's events never", async () => {
    const other = await writeRun(test.database, "acme");
    const foreign = await writeRun(test.database, "globex", { runId: run.runId });
    await insert([crawled("success", 5), finished(other, "crawl", "error", 900)]);
    await test.database.withTenant("globex", (transaction) =>
      insertEvents(transaction, [finished(foreign, "crawl", "error", 900)]),
    );
    expect((await rollUp()).stat).to.include({ countTotal: 1, countError: 0, p99Ms: 5 });
  });

  it("replaces what was counted before, so that late events count once and doing it twice changes nothing", async () => {
    await insert([crawled("success", 10)]);
    const first = await rollUp();
    expect(await rollUp()).to.deep.equal(first);
    await insert([crawled("error", 1_000), crawled("success", 0)]);
    const { stat, sketch } = await rollUp();
    expect(stat).to.include({ countTotal: 3, countSuccess: 2, countError: 1, p50Ms: 10, p99Ms: 1_000 });
    expect(sketch).to.include({ count: 3, sumMs: 1_010, minMs: 0, maxMs: 1_000 });
  });

  it("leaves the state of the stage alone", async () => {
    await insert([crawled("success", 10)]);
    expect((await rollUp()).stat).to.include({ status: "running", statusReason: null });
  });

  it("gives the exact percentiles, and the same buckets as the sketch in memory, of any durations", async () => {
    const duration = fc.oneof(fc.nat(50), fc.nat(5_000), fc.nat(2_147_483_647));
    await fc.assert(
      fc.asyncProperty(fc.array(duration, { minLength: 1, maxLength: 120 }), async (durations) => {
        const of = await writeRun(test.database, "acme");
        await insert(
          durations.map((ms, index) => finished(of, "crawl", index % 3 === 0 ? "error" : "success", ms)),
        );
        const { stat, sketch } = await rollUp(of);
        const { p50, p95, p99 } = percentiles(durations);
        expect([stat.p50Ms, stat.p95Ms, stat.p99Ms]).to.deep.equal([p50, p95, p99]);
        const own = createSketch();
        for (const ms of durations) addValue(own, ms);
        const { count, sum, min, max, buckets } = toBuckets(own);
        expect(sketch).to.deep.include({ count, sumMs: sum, minMs: min, maxMs: max, buckets });
      }),
      { numRuns: 40 },
    );
  });

  it("keeps quantiles within one percent of the exact ones over 20,000 skewed durations, merged ones too", async () => {
    const random = seededNumbers(7);
    const skewed = () => {
      const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
      return Math.round(Math.exp(6 + 1.4 * normal));
    };
    const halves = [0, 1].map(() => Array.from({ length: 10_000 }, skewed));
    const sketches = [];
    for (const half of halves) {
      const of = await writeRun(test.database, "acme");
      await insert(half.map((ms) => finished(of, "crawl", "success", ms)));
      const { sketch } = await rollUp(of);
      if (sketch === null) throw new Error("there is no sketch");
      const { count, sumMs: sum, minMs: min, maxMs: max, buckets } = sketch;
      sketches.push(fromBuckets({ count, sum, min, max, buckets }));
    }
    const all = halves.flat().sort((one, other) => one - other);
    const fractions = [0.001, 0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999];
    for (const [sketch, values] of [
      [mergeSketches(...sketches), all],
      [sketches[0] ?? createSketch(), [...(halves[0] ?? [])].sort((one, other) => one - other)],
    ] as const) {
      for (const [index, read] of quantiles(sketch, fractions).entries()) {
        const exact = values[Math.max(1, Math.ceil((fractions[index] ?? 0) * values.length)) - 1] ?? 0;
        expect(Math.abs((read ?? 0) - exact)).to.be.at.most(0.01 * exact + 1e-9);
      }
    }
  });
});

describe("the roll-up of vendors", function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let run: RunIdentity;

  before(async () => {
    test = await createTestDatabase();
    await createTestTenant(test.database, "acme");
    run = await writeRun(test.database, "acme");
  });
  after(() => test.drop());

  const call = (vendor: string, facts: Partial<EventFacts> = {}) =>
    createRunEvent(run, new Date(), randomUUID(), {
      event: "vendor_call",
      status: "success",
      stage: "extract",
      vendor,
      extra: { operation: "x" },
      ...facts,
    });
  const rollUp = () =>
    test.database.withTenant("acme", async (transaction) => {
      await rollUpVendors(transaction, run);
      const rows = await transaction
        .getRepository(RunVendorUsage)
        .find({ where: { runId: run.runId }, order: { vendor: "ASC" } });
      return rows.map(({ tenantId: _tenantId, runId: _runId, ...usage }) => usage);
    });
  const insert = (events: readonly RunEvent[]) =>
    test.database.withTenant("acme", (transaction) => insertEvents(transaction, events));
  const NONE = {
    errors: 0,
    rateLimitHits: 0,
    quotaExhausted: false,
    costNanoUsd: 0n,
    unpricedCalls: 0,
    tokensInput: 0,
    tokensOutput: 0,
  };

  it("has no row where no vendor was called", async () => {
    expect(await rollUp()).to.deep.equal([]);
  });

  it("counts attempts, errors, rate limits, a used-up quota, cost and tokens of each, and replaces what was there", async () => {
    await insert([
      call("openai", { costNanoUsd: 5n, tokensInput: 10, tokensOutput: 2 }),
      call("openai", { status: "error", extra: { rate_limited: true } }),
      call("openai", { extra: { unpriced: true }, tokensInput: 1 }),
      call("lusha", { costNanoUsd: 100_000_000n }),
      createRunEvent(run, new Date(), randomUUID(), { event: "noted", status: "error", vendor: "tavily" }),
    ]);
    const first = [
      { vendor: "lusha", ...NONE, calls: 1, costNanoUsd: 100_000_000n },
      {
        vendor: "openai",
        ...NONE,
        calls: 3,
        errors: 1,
        rateLimitHits: 1,
        costNanoUsd: 5n,
        unpricedCalls: 1,
        tokensInput: 11,
        tokensOutput: 2,
      },
    ];
    expect(await rollUp()).to.deep.equal(first);
    expect(await rollUp()).to.deep.equal(first);
    await insert([call("lusha", { status: "error", extra: { quota_exhausted: true } })]);
    expect((await rollUp())[0]).to.deep.equal({
      vendor: "lusha",
      ...NONE,
      calls: 2,
      errors: 1,
      quotaExhausted: true,
      costNanoUsd: 100_000_000n,
    });
  });

  it("takes a call without any remark for one that was neither limited nor out of quota", async () => {
    await insert([call("zerobounce", { extra: null })]);
    const rows = await rollUp();
    expect(rows.find(({ vendor }) => vendor === "zerobounce")).to.deep.equal({
      vendor: "zerobounce",
      ...NONE,
      calls: 1,
    });
  });
});
