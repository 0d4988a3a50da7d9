import { expect } from "chai";
import fc from "fast-check";
import packageJson from "../../../package.json" with { type: "json" };
import type { Charge } from "../../../src/charge.ts";
import { DEFAULT_PRICE_CARDS, type PriceCard } from "../../../src/observability/costs/price-cards.ts";
import {
  createPriceCharge,
  MODEL_PRICES,
  priceCharge,
  tokenParts,
} from "../../../src/observability/costs/price-charge.ts";

const at = new Date("2026-11-01T03:00:00Z");
const price = (vendor: string, charge: Charge, when = at, cards = DEFAULT_PRICE_CARDS) =>
  priceCharge(vendor, charge, when, cards);
const tokens = (model: string, inputTokens: number, cachedInputTokens = 0, outputTokens = 0) =>
  ({ unit: "token", model, inputTokens, cachedInputTokens, outputTokens }) as const;
const ownCard = (id: string, unit: PriceCard["unit"], priceNanoUsd: bigint): PriceCard => ({
  id,
  vendor: "openai",
  modelPattern: "gpt-5*",
  unit,
  priceNanoUsd,
  validFrom: new Date("2026-01-01T00:00:00Z"),
  validTo: null,
  source: "contract",
});

describe("cost", () => {
  it("prices what vendors charge, as they say it", () => {
    const charge: Charge = { unit: "credit", quantity: 1 };
    expect(createPriceCharge()("tavily", charge, at).nanoUsd).to.equal(8_000_000n);
  });

  describe("of credits", () => {
    for (const [vendor, quantity, nanoUsd] of [
      ["tavily", 2, 16_000_000n],
      ["tavily", 0.5, 4_000_000n],
      ["lusha", 6, 600_000_000n],
      ["zerobounce", 200, 2_000_000_000n],
      ["zerobounce", 0, 0n],
    ] as const) {
      it(`is ${nanoUsd} nano-USD for ${quantity} of ${vendor}'s`, () => {
        expect(price(vendor, { unit: "credit", quantity })).to.deep.equal({
          nanoUsd,
          priceCardId: `default:${vendor}:credit:2025`,
        });
      });
    }

    it("is unknown, not 0, without a card that holds", () => {
      const credit = { unit: "credit", quantity: 1 } as const;
      const unknown = { nanoUsd: null, priceCardId: null, unpricedReason: "unknown_vendor" };
      expect(price("nobody", credit)).to.deep.equal(unknown);
      expect(price("tavily", credit, new Date("2020-01-01"))).to.deep.equal(unknown);
    });

    for (const quantity of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e15]) {
      it(`is unknown for ${quantity} credits`, () => {
        expect(price("tavily", { unit: "credit", quantity }).unpricedReason).to.equal("invalid_quantity");
      });
    }
  });

  it("is nothing, without a card, for what is not charged", () => {
    expect(price("nobody", { unit: "none" })).to.deep.equal({ nanoUsd: 0n, priceCardId: null });
  });

  describe("of tokens by the public list", () => {
    for (const [name, charge, when, nanoUsd, card] of [
      ["uncached input and output", tokens("gpt-5-mini", 1000, 0, 100), at, 450_000n, "openai/gpt-5-mini"],
      [
        "cached input counted once, at its discount",
        tokens("gpt-5-mini", 1000, 400, 100),
        at,
        360_000n,
        "openai/gpt-5-mini",
      ],
      ["input all cached", tokens("gpt-5-mini", 1000, 1000, 0), at, 25_000n, "openai/gpt-5-mini"],
      [
        "a dated name of the model",
        tokens("gpt-5-mini-2025-08-07", 1000, 0, 100),
        at,
        450_000n,
        "openai/gpt-5-mini",
      ],
      ["a model without a discount", tokens("gpt-4", 1000, 10, 100), at, 36_000_000n, "openai/gpt-4"],
      ["a long context's tier", tokens("gpt-5.4", 300_000, 0, 100), at, 1_502_250_000n, "openai/gpt-5.4"],
      [
        "o3 before its price fell",
        tokens("o3", 1000, 0, 100),
        new Date("2025-05-01"),
        14_000_000n,
        "openai/o3",
      ],
      [
        "o3 after its price fell",
        tokens("o3", 1000, 0, 100),
        new Date("2025-07-01"),
        2_800_000n,
        "openai/o3",
      ],
      ["no tokens", tokens("gpt-5-mini", 0), at, 0n, "openai/gpt-5-mini"],
    ] as const) {
      it(`prices ${name}`, () => {
        expect(price("openai", charge, when)).to.deep.equal({
          nanoUsd,
          priceCardId: `${MODEL_PRICES}:${card}`,
        });
      });
    }

    it("prices another provider's model", () => {
      expect(price("anthropic", tokens("claude-sonnet-4-5", 1000, 0, 100)).nanoUsd).to.equal(4_500_000n);
    });

    for (const [name, charge, reason] of [
      ["a model nobody knows", tokens("gpt-999-unknown", 1000, 0, 10), "unknown_model"],
      ["a model without a name", tokens("", 1000), "unknown_model"],
      ["a model priced by the hour", tokens("whisper-1", 1000, 0, 10), "unpriced_tokens"],
      ["output of a model that has none", tokens("text-embedding-3-small", 1000, 0, 10), "unpriced_tokens"],
      ["more cached input than input", tokens("gpt-5-mini", 1000, 1001), "cached_exceeds_input"],
      ["a negative count", tokens("gpt-5-mini", -1), "invalid_quantity"],
      ["half a token", tokens("gpt-5-mini", 1, 0, 0.5), "invalid_quantity"],
    ] as const) {
      it(`has no price, rather than 0, for ${name}`, () => {
        expect(price("openai", charge)).to.deep.equal({
          nanoUsd: null,
          priceCardId: null,
          unpricedReason: reason,
        });
      });
    }

    it("has no price for a model of a provider that is not listed", () => {
      expect(price("nobody", tokens("gpt-5-mini", 1000)).unpricedReason).to.equal("unknown_model");
    });

    it("names the version that is installed", () => {
      expect(MODEL_PRICES).to.equal(`genai-prices:${packageJson.dependencies["@pydantic/genai-prices"]}`);
    });
  });

  describe("of tokens by cards", () => {
    const input = ownCard("in", "input_mtok", 200_000_001n);
    const cached = ownCard("cached", "cached_input_mtok", 20_000_000n);
    const output = ownCard("out", "output_mtok", 1_000_000_000n);

    it("goes before the list", () => {
      expect(
        price("openai", tokens("gpt-5-mini", 1000, 400, 100), at, [input, cached, output]),
      ).to.deep.equal({
        nanoUsd: 120_000n + 8_000n + 100_000n,
        priceCardId: "out",
      });
    });

    it("gives no discount that no card grants", () => {
      expect(
        price("openai", tokens("gpt-5-mini", 1_000_000, 1_000_000), at, [input, output]).nanoUsd,
      ).to.equal(200_000_001n);
    });

    it("leaves other models to the list", () => {
      expect(price("openai", tokens("gpt-4", 1000, 0, 100), at, [input, output]).nanoUsd).to.equal(
        36_000_000n,
      );
    });

    it("does not guess the half that is missing", () => {
      for (const cards of [[input], [output], [input, cached]]) {
        expect(price("openai", tokens("gpt-5-mini", 1000), at, cards).unpricedReason).to.equal(
          "incomplete_price_cards",
        );
      }
    });
  });

  it("never costs less for more tokens, and never more for cached ones", () => {
    const count = fc.nat(2_000_000);
    fc.assert(
      fc.property(
        count,
        count,
        count,
        fc.constantFrom("gpt-5-mini", "gpt-4o", "gpt-5.4"),
        (input, share, output, model) => {
          const cached = input === 0 ? 0 : share % (input + 1);
          const cost = price("openai", tokens(model, input, cached, output)).nanoUsd ?? -1n;
          const withoutCache = price("openai", tokens(model, input, 0, output)).nanoUsd ?? -1n;
          const withMore = price("openai", tokens(model, input + 1, cached, output + 1)).nanoUsd ?? -1n;
          expect(cost >= 0n && cost <= withoutCache && cost <= withMore).to.equal(true);
        },
      ),
    );
  });

  it("splits tokens into parts that add up to all of them", () => {
    expect(tokenParts(tokens("gpt-5-mini", 1000, 400, 100))).to.deep.equal({
      uncachedInput: 600,
      cachedInput: 400,
      cacheWrite: 0,
      output: 100,
    });
  });

  it("keeps what was written to the cache apart from what was read, and never prices it as free", () => {
    const charge = { ...tokens("gpt-5-mini", 1000, 400, 100), cacheWriteTokens: 300 };
    expect(tokenParts(charge)).to.deep.equal({
      uncachedInput: 300,
      cachedInput: 400,
      cacheWrite: 300,
      output: 100,
    });
    const price = createPriceCharge();
    const at = new Date("2026-11-22T00:00:00Z");
    const plain = price("openai", tokens("gpt-5-mini", 1000, 400, 100), at).nanoUsd;
    const written = price("openai", charge, at).nanoUsd;
    expect(plain !== null && written !== null && written >= plain).to.equal(true);
    expect(price("openai", { ...charge, cacheWriteTokens: 601 }, at).unpricedReason).to.equal(
      "cached_exceeds_input",
    );
  });
});
