import { expect } from "chai";
import fc from "fast-check";
import { DELIVERY_FAILURES, LONGEST_FAILING_MS, retryDelivery } from "../../src/messages/retry-delivery.ts";

describe("retrying a delivery", () => {
  const cases = [
    ["transient", 1, null, 1_000],
    ["transient", 2, null, 2_000],
    ["transient", 5, null, 16_000],
    ["transient", 9, null, 256_000],
    ["transient", 10, null, 300_000],
    ["transient", 1_000, null, 300_000],
    ["unknown_outcome", 3, null, 4_000],
    ["retry_after", 1, 30_000, 30_000],
    ["retry_after", 7, 2_000, 2_000],
    ["retry_after", 1, 0, 1_000],
    ["retry_after", 1, 1e12, 3_600_000],
    ["retry_after", 3, null, 4_000],
    ["transient", 1, 30_000, 1_000],
  ] as const;
  for (const [failure, attempt, retryAfterMs, delayMs] of cases) {
    it(`waits ${delayMs} ms after failure ${attempt} of kind ${failure} (asked for: ${retryAfterMs})`, () => {
      expect(retryDelivery(failure, attempt, retryAfterMs, 0)).to.deep.equal({ delayMs });
    });
  }

  for (const [failure, last] of [
    ["rejected", 3],
    ["config", 14],
    ["gone", 14],
  ] as const) {
    it(`gives up at failure ${last} of kind ${failure}, not before`, () => {
      expect(retryDelivery(failure, last - 1, null, 0)).to.not.equal("dead");
      expect(retryDelivery(failure, last, null, 0)).to.equal("dead");
    });
  }

  for (const failure of DELIVERY_FAILURES) {
    it(`gives up after a day of failures, ${failure} included`, () => {
      expect(retryDelivery(failure, 1, null, LONGEST_FAILING_MS - 1)).to.not.equal("dead");
      expect(retryDelivery(failure, 1, null, LONGEST_FAILING_MS)).to.equal("dead");
    });
  }

  it("waits from a second to five minutes when nobody says how long", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...DELIVERY_FAILURES),
        fc.integer({ min: 1, max: 1e6 }),
        (failure, attempt) => {
          const retry = retryDelivery(failure, attempt, null, 0);
          return retry === "dead" || (retry.delayMs >= 1_000 && retry.delayMs <= 300_000);
        },
      ),
    );
  });
});
