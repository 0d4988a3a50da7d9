import { expect } from "chai";
import fc from "fast-check";
import { socketBackoffMs } from "../../../src/bot/socket/socket-backoff-ms.ts";

describe("the pause before the next attempt to connect", () => {
  it("doubles from half a second up to half a minute", () => {
    const pauses = [1, 2, 3, 6, 7, 8, 1000].map((failures) => socketBackoffMs(failures, null, 1));
    expect(pauses).to.deep.equal([500, 1000, 2000, 16_000, 30_000, 30_000, 30_000]);
  });

  it("is never shorter than what Slack asked for", () => {
    expect(socketBackoffMs(1, 60_000, 0.5)).to.equal(60_000);
  });

  it("is bounded, whatever happened", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, random) => {
          const pause = socketBackoffMs(failures, null, random);
          expect(pause).to.be.within(250, 30_000);
        },
      ),
    );
  });
});
