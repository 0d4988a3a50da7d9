import { expect } from "chai";
import { createDatabaseTime } from "../../../src/database/time/database-time.ts";

const NOON = Date.parse("2026-11-22T12:00:00Z");
const DAY_MS = 86_400_000;

describe("the database's time", () => {
  let machineMs: number;
  let monotonicMs: number;
  const open = () =>
    createDatabaseTime(
      () => new Date(machineMs),
      () => monotonicMs,
    );
  /** An answer of the server that takes this long, and says the time at half of it. */
  const answer =
    (serverMs: number, tookMs = 0) =>
    async () => {
      await Promise.resolve();
      monotonicMs += tookMs;
      return new Date(serverMs);
    };

  beforeEach(() => {
    machineMs = NOON;
    monotonicMs = 5_000;
  });

  it("is the machine's until it was read", () => {
    const time = open();
    expect(time.clock().getTime()).to.equal(NOON);
    expect(time.machineAheadMs()).to.equal(null);
  });

  it("is the server's on a machine three days ahead, and says how far that is", async () => {
    machineMs = NOON + 3 * DAY_MS;
    const time = open();
    await time.read(answer(NOON));
    expect(time.clock().getTime()).to.equal(NOON);
    expect(time.machineAheadMs()).to.equal(3 * DAY_MS);
  });

  it("advances by the monotonic clock, whatever the machine's clock is set to", async () => {
    const time = open();
    await time.read(answer(NOON));
    monotonicMs += 45_000;
    machineMs = NOON - 3_600_000;
    expect(time.clock().getTime()).to.equal(NOON + 45_000);
    expect(time.machineAheadMs()).to.equal(-3_645_000);
  });

  it("takes the middle between question and answer for the moment the server looked", async () => {
    const time = open();
    await time.read(answer(NOON, 400));
    expect(time.clock().getTime()).to.equal(NOON + 200);
  });

  it("drops a reading of more than two seconds, unless it is the only one", async () => {
    const time = open();
    await time.read(answer(NOON, 10_000));
    expect(time.clock().getTime()).to.equal(NOON + 5_000);
    await time.read(answer(NOON + 60_000, 2_001));
    expect(time.clock().getTime()).to.equal(NOON + 7_001);
    await time.read(answer(NOON + 60_000, 2_000));
    expect(time.clock().getTime()).to.equal(NOON + 61_000);
  });

  it("keeps the last reading when the next one fails", async () => {
    const time = open();
    await time.read(answer(NOON));
    const failed = await time.read(() => Promise.reject(new Error("away"))).catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(Error);
    expect(time.clock().getTime()).to.equal(NOON);
  });
});
