import { expect } from "chai";
import fc from "fast-check";
import { type BatchBufferOptions, createBatchBuffer } from "../../src/sdk/create-batch-buffer.ts";
import { waitUntil } from "../support/wait-until.ts";

describe("a batch buffer", () => {
  /** A buffer of numbers that writes into a list; `fail` says how often it cannot. */
  function createTest(changes: Partial<BatchBufferOptions<number>> = {}) {
    const seen = { batches: [] as number[][], dropped: 0, failures: 0, fail: 0 };
    const buffer = createBatchBuffer<number>({
      write(batch) {
        if (seen.fail > 0) {
          seen.fail -= 1;
          return Promise.reject(new Error("away"));
        }
        seen.batches.push([...batch]);
        return Promise.resolve();
      },
      flushAt: 3,
      flushAfterMs: 5,
      batchItems: 4,
      mostItems: 100,
      retryAfterMs: 1,
      mostRetryMs: 4,
      random: () => 0,
      onDropped: (count) => {
        seen.dropped += count;
      },
      onFailure: () => {
        seen.failures += 1;
      },
      ...changes,
    });
    return { buffer, seen };
  }

  it("writes when enough items wait, not while they are added, and fewer after a while", async () => {
    const { buffer, seen } = createTest({ flushAfterMs: 60_000 });
    for (const item of [1, 2, 3]) buffer.push(item);
    expect(seen.batches).to.deep.equal([]);
    await waitUntil(() => seen.batches.length === 1);
    expect(seen.batches).to.deep.equal([[1, 2, 3]]);
    const slow = createTest({ flushAfterMs: 1 });
    slow.buffer.push(7);
    await waitUntil(() => slow.seen.batches.length === 1);
    expect(slow.seen.batches).to.deep.equal([[7]]);
  });

  it("cuts batches by number and by size, and writes a larger item by itself", async () => {
    const { buffer, seen } = createTest({ batchSize: 10, sizeOf: (item) => item });
    for (const item of [1, 2, 3, 4, 5, 6, 99, 1]) buffer.push(item);
    await buffer.flush();
    expect(seen.batches).to.deep.equal([[1, 2, 3, 4], [5], [6], [99], [1]]);
  });

  it("keeps what could not be written, and tries it again by itself", async () => {
    const { buffer, seen } = createTest();
    seen.fail = 3;
    for (const item of [1, 2, 3]) buffer.push(item);
    await waitUntil(() => seen.batches.length === 1);
    expect(seen).to.deep.include({ batches: [[1, 2, 3]], failures: 3, dropped: 0 });
    expect(buffer.count()).to.equal(0);
  });

  it("throws to whoever flushes, and keeps the items", async () => {
    const { buffer, seen } = createTest({ flushAfterMs: 60_000, retryAfterMs: 60_000, mostRetryMs: 60_000 });
    seen.fail = 1;
    buffer.push(1);
    const error: unknown = await buffer.flush().catch((failure: unknown) => failure);
    expect(error).to.be.instanceOf(Error);
    expect(buffer.count()).to.equal(1);
    await buffer.close();
    expect(seen.batches).to.deep.equal([[1]]);
  });

  it("drops the oldest beyond its number or size, and counts them", async () => {
    const { buffer, seen } = createTest({ flushAt: 1_000, mostItems: 3 });
    for (const item of [1, 2, 3, 4, 5]) buffer.push(item);
    await buffer.flush();
    expect(seen).to.deep.include({ batches: [[3, 4, 5]], dropped: 2 });
    const heavy = createTest({ flushAt: 1_000, mostSize: 10, sizeOf: (item) => item });
    for (const item of [4, 4, 9]) heavy.buffer.push(item);
    await heavy.buffer.flush();
    expect(heavy.seen).to.deep.include({ batches: [[9]], dropped: 2 });
  });

  it("gives out what is asked for, also while it is written, and writes it no more afterwards", async () => {
    const written = Promise.withResolvers<void>();
    const batches: number[][] = [];
    const { buffer } = createTest({
      flushAt: 1_000,
      write(batch) {
        batches.push([...batch]);
        return batches.length === 1 ? written.promise : Promise.resolve();
      },
    });
    for (const item of [1, 2, 3, 4, 5, 6]) buffer.push(item);
    const flushed = buffer.flush();
    await waitUntil(() => batches.length === 1);
    expect(buffer.take((item) => item % 2 === 0)).to.deep.equal([2, 4, 6]);
    written.resolve();
    await flushed;
    expect(batches).to.deep.equal([[1, 2, 3, 4], [5]]);
  });

  it("drains until all is written, or says how much is left when the time is up", async () => {
    const { buffer, seen } = createTest({ flushAt: 1_000, flushAfterMs: 60_000 });
    seen.fail = 2;
    for (const item of [1, 2, 3, 4, 5]) buffer.push(item);
    expect(await buffer.drain(60_000)).to.equal(0);
    expect(seen.batches.flat()).to.deep.equal([1, 2, 3, 4, 5]);
    const stuck = createTest({ flushAt: 1_000, write: () => Promise.withResolvers<void>().promise });
    stuck.buffer.push(1);
    expect(await stuck.buffer.drain(5)).to.equal(1);
  });

  it("waits as long as the other side asks, else twice as long each time, up to the most", async () => {
    const asked: number[] = [];
    const { buffer, seen } = createTest({
      readRetryAfter: () => (asked.push(1) > 2 ? null : 1),
      retryAfterMs: 1,
    });
    seen.fail = 5;
    buffer.push(1);
    await waitUntil(() => seen.batches.length === 1);
    expect(asked).to.have.lengthOf(5);
  });

  it("loses and repeats nothing, whatever fails in between", async () => {
    const step = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant("flush" as const));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.array(fc.boolean()), async (steps, outcomes) => {
        const fates = [...outcomes];
        const written: number[] = [];
        const { buffer } = createTest({
          flushAt: 1_000,
          flushAfterMs: 60_000,
          retryAfterMs: 60_000,
          mostRetryMs: 60_000,
          write(batch) {
            if (fates.shift() === true) return Promise.reject(new Error("away"));
            written.push(...batch);
            return Promise.resolve();
          },
        });
        let added = 0;
        const add = () => {
          added += 1;
          buffer.push(added);
        };
        for (const act of steps) {
          if (act === "flush") await buffer.flush().catch(() => undefined);
          else for (let index = 0; index < act; index += 1) add();
        }
        fates.length = 0;
        await buffer.close();
        expect(written).to.deep.equal(Array.from({ length: added }, (_, index) => index + 1));
      }),
      { numRuns: 50 },
    );
  });
});
