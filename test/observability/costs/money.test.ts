import { expect } from "chai";
import fc from "fast-check";
import { InvalidInputError } from "../../../src/errors.ts";
import { usdNumber } from "../../../src/nano-usd.ts";
import { formatUsd, nanoFromUsd, usdFromNano } from "../../../src/observability/costs/money.ts";

describe("money", () => {
  for (const [nanoUsd, text] of [
    [0n, "0.0000"],
    [49_999n, "0.0000"],
    [50_000n, "0.0001"],
    [8_000_000n, "0.0080"],
    [999_950_000n, "1.0000"],
    [1_234_567_890_123n, "1234.5679"],
    [-50_000n, "-0.0001"],
    [-49_999n, "0.0000"],
  ] as const) {
    it(`writes ${nanoUsd} as ${text} for a column of four places`, () => {
      expect(usdFromNano(nanoUsd)).to.equal(text);
    });
  }

  it("writes whole dollars and all nine places", () => {
    expect(usdFromNano(1_500_000_000n, 0)).to.equal("2");
    expect(usdFromNano(1n, 9)).to.equal("0.000000001");
    expect(usdNumber(360_000n)).to.equal(0.00036);
  });

  it("reads what it wrote with nine places", () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 20n), 10n ** 20n), (nanoUsd) => {
        expect(nanoFromUsd(usdFromNano(nanoUsd, 9))).to.equal(nanoUsd);
      }),
    );
  });

  it("is never off by more than half of the last place", () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 15n), 10n ** 15n),
        fc.integer({ min: 0, max: 9 }),
        (nanoUsd, decimals) => {
          const error = nanoFromUsd(usdFromNano(nanoUsd, decimals)) - nanoUsd;
          expect(2n * (error < 0n ? -error : error) <= 10n ** BigInt(9 - decimals)).to.equal(true);
        },
      ),
    );
  });

  for (const usd of ["", "1.", ".5", "1e3", "$1", "0.0000000001", "1,5", "NaN"]) {
    it(`refuses "${usd}" as an amount`, () => {
      expect(() => nanoFromUsd(usd)).to.throw(InvalidInputError, "usd");
    });
  }

  for (const [nanoUsd, text] of [
    [null, "unpriced"],
    [0n, "$0.00"],
    [99_999n, "<$0.0001"],
    [100_000n, "$0.0001"],
    [3_000_000n, "$0.0030"],
    [1_000_000_000n, "$1.00"],
    [1_234_500_000_000n, "$1,234.50"],
    [-12_345_678_900_000_000n, "-$12,345,678.90"],
  ] as const) {
    it(`tells people ${text} for ${nanoUsd}`, () => {
      expect(formatUsd(nanoUsd)).to.equal(text);
    });
  }
});
