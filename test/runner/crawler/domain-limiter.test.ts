import { expect } from "chai";
import fc from "fast-check";
import { createInProcessDomainLimiter } from "../../../src/runner/crawler/domain-limiter.ts";

/** A clock that jumps to the next waiter whenever nothing else is left to do. */
function createFakeTime() {
  let nowMs = Date.UTC(2026, 10, 1);
  const sleepers: { atMs: number; wake: () => void }[] = [];
  return {
    clock: () => new Date(nowMs),
    setBack: (ms: number) => {
      nowMs -= ms;
    },
    wait: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        sleepers.push({ atMs: nowMs + ms, wake: resolve });
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      }),
    async run() {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        sleepers.sort((a, b) => a.atMs - b.atMs);
        const next = sleepers.shift();
        if (next === undefined) return;
        nowMs = Math.max(nowMs, next.atMs);
        next.wake();
      }
    },
  };
}

describe("createInProcessDomainLimiter", () => {
  it("spaces the starts on one domain, in the order of asking, and holds no other domain up", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ domain: fc.constantFrom("a", "b", "c"), intervalMs: fc.integer({ min: 0, max: 500 }) }),
          {
            maxLength: 20,
          },
        ),
        async (asks) => {
          const time = createFakeTime();
          const limiter = createInProcessDomainLimiter(time);
          const t0 = time.clock().getTime();
          const starts: { domain: string; index: number; atMs: number; intervalMs: number }[] = [];
          const all = Promise.all(
            asks.map(async ({ domain, intervalMs }, index) => {
              await limiter.take(domain, intervalMs);
              starts.push({ domain, index, atMs: time.clock().getTime() - t0, intervalMs });
            }),
          );
          await time.run();
          await all;
          for (const name of ["a", "b", "c"]) {
            const own = starts.filter(({ domain }) => domain === name);
            expect(own.map(({ index }) => index)).to.deep.equal(
              own.map(({ index }) => index).sort((a, b) => a - b),
            );
            let expectedMs = 0;
            for (const [place, start] of own.entries()) {
              const before = own[place - 1];
              if (before !== undefined) expectedMs += Math.max(before.intervalMs, start.intervalMs);
              expect(start.atMs).to.equal(expectedMs);
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it("gives the turn of one who gave up to the next, with no gap", async () => {
    const time = createFakeTime();
    const limiter = createInProcessDomainLimiter(time);
    const t0 = time.clock().getTime();
    await limiter.take("a", 100);
    const controllers = [new AbortController(), new AbortController()];
    const given = controllers.map(({ signal }) =>
      limiter.take("a", 100, signal).then(
        () => "started",
        (reason: unknown) => reason,
      ),
    );
    const last = limiter.take("a", 100).then(() => time.clock().getTime() - t0);
    for (const controller of controllers) controller.abort("stopped");
    expect(await Promise.all(given)).to.deep.equal(["stopped", "stopped"]);
    await time.run();
    expect(await last).to.equal(100);
  });

  it("refuses at once when already aborted", async () => {
    const limiter = createInProcessDomainLimiter(createFakeTime());
    const reason = await limiter.take("a", 1, AbortSignal.abort("stopped")).catch((error: unknown) => error);
    expect(reason).to.equal("stopped");
  });

  it("does not hold a domain for an hour when the clock is set back by one", async () => {
    const time = createFakeTime();
    const limiter = createInProcessDomainLimiter(time);
    await limiter.take("a", 100);
    time.setBack(3_600_000);
    const t0 = time.clock().getTime();
    const second = limiter.take("a", 100);
    await time.run();
    await second;
    expect(time.clock().getTime() - t0).to.equal(100);
  });

  it("still spaces after forgetting domains at rest", async () => {
    const time = createFakeTime();
    const limiter = createInProcessDomainLimiter(time);
    const t0 = time.clock().getTime();
    await limiter.take("kept", 100);
    for (let index = 0; index < 2_500; index += 1) await limiter.take(`d${index}`, 0);
    const second = limiter.take("kept", 0);
    await time.run();
    await second;
    expect(time.clock().getTime() - t0).to.equal(100);
  });
});
