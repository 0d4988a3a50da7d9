import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import { openRateLeases, type RateLeases } from "../../../src/database/jobs/rate-lease-store.ts";
import {
  createPostgresDomainLimiter,
  type TurnStore,
} from "../../../src/runner/crawler/create-postgres-domain-limiter.ts";
import { builtProcess } from "../../support/run/built-process.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

/** Time that jumps to the next waiter whenever nothing else is left to do. */
function createFakeTime() {
  let now = 0;
  const sleepers: { at: number; wake: () => void }[] = [];
  return {
    nowMs: () => now,
    pass: (ms: number) => {
      now += ms;
    },
    wait: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        sleepers.push({ at: now + ms, wake: resolve });
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      }),
    async run() {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        sleepers.sort((a, b) => a.at - b.at);
        const next = sleepers.shift();
        if (next === undefined) return;
        now = Math.max(now, next.at);
        next.wake();
      }
    },
  };
}

/** The store's rule in memory. */
function createFakeTurns(nowMs: () => number): TurnStore & { taken: number; given: number } {
  const leases = new Map<string, { startsAt: number; freeAt: number }>();
  return {
    taken: 0,
    given: 0,
    async take(domain, gapMs) {
      this.taken += 1;
      const lease = leases.get(domain);
      const startsAt = Math.max(
        nowMs(),
        lease?.freeAt ?? 0,
        lease === undefined ? 0 : lease.startsAt + gapMs,
      );
      leases.set(domain, { startsAt, freeAt: startsAt + gapMs });
      return { startsAt: new Date(startsAt), waitMs: startsAt - nowMs() };
    },
    async giveBack(domain, turn, gapMs) {
      const lease = leases.get(domain);
      if (lease?.startsAt !== turn.startsAt.getTime() || lease.startsAt <= nowMs()) return;
      this.given += 1;
      leases.set(domain, { startsAt: lease.startsAt - gapMs, freeAt: lease.startsAt });
    },
  };
}

describe("createPostgresDomainLimiter", () => {
  it("spaces the starts of two processes on one domain, each in the order of asking, in one statement a turn", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            domain: fc.constantFrom("a", "b"),
            process: fc.constantFrom(0, 1),
            intervalMs: fc.integer({ min: 0, max: 500 }),
          }),
          { maxLength: 20 },
        ),
        async (asks) => {
          const time = createFakeTime();
          const turns = createFakeTurns(time.nowMs);
          const limiters = [0, 1].map(() => createPostgresDomainLimiter({ turns, ...time }));
          const starts: { domain: string; process: number; index: number; at: number; intervalMs: number }[] =
            [];
          const all = Promise.all(
            asks.map(async ({ domain, process, intervalMs }, index) => {
              await limiters[process]?.take(domain, intervalMs);
              starts.push({ domain, process, index, at: time.nowMs(), intervalMs });
            }),
          );
          await time.run();
          await all;
          expect(turns.taken).to.equal(asks.length);
          for (const name of ["a", "b"]) {
            const own = starts.filter(({ domain }) => domain === name);
            for (const number of [0, 1]) {
              const order = own.filter(({ process }) => process === number).map(({ index }) => index);
              expect(order).to.deep.equal([...order].sort((a, b) => a - b));
            }
            for (const [place, start] of own.entries()) {
              const before = own[place - 1];
              if (before === undefined) continue;
              expect(start.at - before.at).to.be.at.least(Math.max(before.intervalMs, start.intervalMs));
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it("takes another turn when it wakes up too late for its own", async () => {
    const time = createFakeTime();
    const turns = createFakeTurns(time.nowMs);
    const limiter = createPostgresDomainLimiter({
      turns,
      nowMs: time.nowMs,
      // The first wait ends 60 ms late: more than a tenth of the interval.
      wait: async (ms) => time.pass(turns.taken === 2 ? ms + 60 : ms),
    });
    await limiter.take("a", 500);
    await limiter.take("a", 500);
    expect(turns.taken).to.equal(3);
    expect(time.nowMs()).to.be.at.least(1_000);
  });

  it("gives a turn back when stopped before it, and asks for none while it waits behind another task", async () => {
    const time = createFakeTime();
    const turns = createFakeTurns(time.nowMs);
    const limiter = createPostgresDomainLimiter({ turns, ...time });
    await limiter.take("a", 100);
    const controllers = [new AbortController(), new AbortController()];
    const stopped = controllers.map(({ signal }) =>
      limiter.take("a", 100, signal).catch((reason: unknown) => reason),
    );
    await new Promise((resolve) => setImmediate(resolve));
    for (const controller of controllers) controller.abort("stopped");
    expect(await Promise.all(stopped)).to.deep.equal(["stopped", "stopped"]);
    expect(turns).to.include({ taken: 2, given: 1 });
    const last = limiter.take("a", 100).then(time.nowMs);
    await time.run();
    expect(await last).to.equal(110);
  });

  it("refuses at once when already aborted", async () => {
    const time = createFakeTime();
    const turns = createFakeTurns(time.nowMs);
    const limiter = createPostgresDomainLimiter({ turns, ...time });
    const reason = await limiter.take("a", 1, AbortSignal.abort("stopped")).catch((error: unknown) => error);
    expect(reason).to.equal("stopped");
    expect(turns.taken).to.equal(0);
  });
});

describe("the domains' turns in Postgres", () => {
  let test: TestDatabase;
  let turns: RateLeases;

  before(async function () {
    this.timeout(60_000);
    test = await createTestDatabase();
    turns = await openRateLeases(test.urls.service);
  });

  after(async () => {
    await turns.close();
    await test.drop();
  });

  it("hold for two processes that ask at the same time: no two starts are closer than the interval", async function () {
    this.timeout(30_000);
    const intervalMs = 60;
    const { file, env } = await builtProcess(new URL("take-turns.ts", import.meta.url));
    const args = [file, test.urls.service, "shared.example", "12", String(intervalMs)];
    const run = () => promisify(execFile)(process.execPath, args, { env });
    const outputs = await Promise.all([run(), run()]);
    const starts = outputs
      .flatMap(({ stdout }) => z.array(z.number()).parse(JSON.parse(stdout)))
      .sort((a, b) => a - b);
    expect(starts).to.have.lengthOf(24);
    const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
    expect(Math.min(...gaps)).to.be.at.least(intervalMs);
  });

  it("do not hold up another domain", async () => {
    const first = await Promise.all(["a.example", "b.example"].map((domain) => turns.take(domain, 60_000)));
    expect(first.map(({ waitMs }) => waitMs)).to.deep.equal([0, 0]);
  });

  it("are spaced by the longer of the two intervals", async () => {
    const first = await turns.take("delay.example", 1_000);
    const second = await turns.take("delay.example", 10_000);
    const third = await turns.take("delay.example", 1_000);
    expect(second.startsAt.getTime() - first.startsAt.getTime()).to.equal(10_000);
    expect(third.startsAt.getTime() - second.startsAt.getTime()).to.equal(10_000);
  });

  it("go back when nobody follows and they lie ahead, and only then", async () => {
    const gapMs = 1_000;
    const first = await turns.take("back.example", gapMs);
    await turns.giveBack("back.example", first, gapMs);
    const second = await turns.take("back.example", gapMs);
    expect(second.startsAt.getTime()).to.equal(first.startsAt.getTime() + gapMs);
    await turns.giveBack("back.example", second, gapMs);
    const again = await turns.take("back.example", gapMs);
    expect(again.startsAt).to.deep.equal(second.startsAt);
    const last = await turns.take("back.example", gapMs);
    await turns.giveBack("back.example", again, gapMs);
    const next = await turns.take("back.example", gapMs);
    expect(next.startsAt.getTime()).to.equal(last.startsAt.getTime() + gapMs);
  });

  it("are given up by a limiter that is stopped", async () => {
    const limiter = createPostgresDomainLimiter({
      turns,
      wait: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
    });
    const stopping = new AbortController();
    await limiter.take("stop.example", 60_000);
    const waiting = limiter.take("stop.example", 60_000, stopping.signal).catch(() => "stopped");
    const before = await turns.take("other.example", 1);
    expect(before.waitMs).to.equal(0);
    stopping.abort();
    expect(await waiting).to.equal("stopped");
    const next = await turns.take("stop.example", 60_000);
    expect(next.waitMs).to.be.lessThan(66_001);
  });
});
