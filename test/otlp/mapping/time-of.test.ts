import { expect } from "chai";
import { durationMs, timeOf } from "../../../src/otlp/mapping/time-of.ts";

const MS = 1_000_000;
const MOST_MS = 2_147_483_647;

describe("a time in nanoseconds", () => {
  it("is a Date, to the millisecond", () => {
    expect(timeOf(1_764_396_000_123_000_000)).to.deep.equal(new Date(1_764_396_000_123));
    expect(timeOf(MS)).to.deep.equal(new Date(1));
    expect(timeOf(1)).to.deep.equal(new Date(0));
  });

  it("is none at 0, before it, or further away than a Date reaches", () => {
    for (const nanoseconds of [0, -1, 8.65e21, Number.POSITIVE_INFINITY])
      expect(timeOf(nanoseconds), String(nanoseconds)).to.equal(null);
  });
});

describe("a duration in nanoseconds", () => {
  it("is rounded to milliseconds, and may be none at all", () => {
    expect(durationMs(MS, 3 * MS)).to.equal(2);
    expect(durationMs(MS, 3 * MS + MS / 2)).to.equal(3);
    expect(durationMs(MS, MS)).to.equal(0);
    expect(durationMs(1, 2 * MS)).to.equal(2);
  });

  it("is unknown without a start or an end, or when it ends before it begins", () => {
    for (const [start, end] of [
      [0, MS],
      [MS, 0],
      [-1, MS],
      [MS, -1],
      [3 * MS, 2 * MS],
      [3 * MS, 1],
    ] as const)
      expect(durationMs(start, end), `${start} to ${end}`).to.equal(null);
  });

  it("is at most what a column holds", () => {
    expect(durationMs(MS, (MOST_MS + 1) * MS)).to.equal(MOST_MS);
    expect(durationMs(MS, (MOST_MS + 2) * MS)).to.equal(null);
  });
});
