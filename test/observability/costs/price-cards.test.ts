import { expect } from "chai";
import {
  DEFAULT_PRICE_CARDS,
  findPriceCard,
  type PriceCard,
} from "../../../src/observability/costs/price-cards.ts";

const card = (changes: Partial<PriceCard>): PriceCard => ({
  id: "card",
  vendor: "tavily",
  modelPattern: null,
  unit: "credit",
  priceNanoUsd: 1n,
  validFrom: new Date("2026-01-01T00:00:00Z"),
  validTo: new Date("2026-07-01T00:00:00Z"),
  source: "test",
  ...changes,
});
const find = (
  cards: readonly PriceCard[],
  at: string,
  model: string | null = null,
  unit: PriceCard["unit"] = "credit",
) => findPriceCard(cards, { vendor: "tavily", model, unit, at: new Date(at) })?.id ?? null;

describe("findPriceCard", () => {
  for (const [at, expected] of [
    ["2025-12-31T23:59:59.999Z", null],
    ["2026-01-01T00:00:00.000Z", "card"],
    ["2026-06-30T23:59:59.999Z", "card"],
    ["2026-07-01T00:00:00.000Z", null],
  ] as const) {
    it(`finds ${expected ?? "nothing"} at ${at} for a card of the first half of 2026`, () => {
      expect(find([card({})], at)).to.equal(expected);
    });
  }

  for (const [pattern, model, expected] of [
    [null, "any", "card"],
    ["gpt-5", "gpt-5", "card"],
    ["GPT-5", "gpt-5", "card"],
    ["gpt-5", "gpt-5-mini", null],
    ["gpt-5*", "gpt-5-mini", "card"],
    ["gpt-5*", "gpt-4", null],
    ["gpt-5*", null, null],
    ["gpt.5", "gpt-5", null],
    ["*", "gpt-5", "card"],
  ] as const) {
    it(`${expected === null ? "passes over" : "finds"} a card for ${pattern} when the model is ${model}`, () => {
      expect(find([card({ modelPattern: pattern })], "2026-02-01", model)).to.equal(expected);
    });
  }

  it("takes the first that fits, so that a tenant's own goes before the defaults", () => {
    const own = card({ id: "own", validTo: null });
    expect(find([own, ...DEFAULT_PRICE_CARDS], "2026-02-01")).to.equal("own");
    expect(find([own, ...DEFAULT_PRICE_CARDS], "2025-02-01")).to.equal("default:tavily:credit:2025");
  });

  it("passes over other vendors and other units", () => {
    expect(find([card({ vendor: "lusha" }), card({ unit: "input_mtok" })], "2026-02-01")).to.equal(null);
  });

  it("has defaults with a source, of which no two say the same", () => {
    const keys = DEFAULT_PRICE_CARDS.map(({ id }) => id);
    expect(new Set(keys).size).to.equal(keys.length);
    for (const { source, priceNanoUsd } of DEFAULT_PRICE_CARDS) {
      expect(source).not.to.equal("");
      expect(priceNanoUsd > 0n).to.equal(true);
    }
  });
});
