import { calcPrice } from "@pydantic/genai-prices";
import { expect } from "chai";
import fc from "fast-check";
import { listRates } from "../../../src/observability/costs/list-rates.ts";
import { priceCharge } from "../../../src/observability/costs/price-charge.ts";

const AT = new Date("2026-11-20T12:00:00Z");

describe("the rates of the public list", () => {
  it("price a call to the nano-dollar as the list itself does", () => {
    const models = fc.constantFrom(
      ["openai", "gpt-5-mini"],
      ["openai", "gpt-4o"],
      ["anthropic", "claude-sonnet-4-0"],
      ["openai", "gpt-5.4"],
    );
    fc.assert(
      fc.property(
        models,
        fc.nat(400_000),
        fc.nat(400_000),
        fc.nat(50_000),
        ([vendor = "", model = ""], one, other, output) => {
          const inputTokens = Math.max(one, other);
          const cachedInputTokens = Math.min(one, other);
          const charge = {
            unit: "token" as const,
            model,
            inputTokens,
            cachedInputTokens,
            outputTokens: output,
          };
          const listed = calcPrice(
            { input_tokens: inputTokens, cache_read_tokens: cachedInputTokens, output_tokens: output },
            model,
            { providerId: vendor, timestamp: AT },
          );
          const price = priceCharge(vendor, charge, AT, []);
          expect(Number(price.nanoUsd)).to.be.closeTo((listed?.total_price ?? Number.NaN) * 1e9, 1);
          expect(price.priceCardId).to.contain(`${listed?.provider.id}/${listed?.model.id}`);
        },
      ),
    );
  });

  it("are not given for a model with tiers, or one that nobody sells", () => {
    expect(listRates("openai", "gpt-5-mini", AT)).to.include({ id: "openai/gpt-5-mini" });
    expect(listRates("openai", "gpt-5.4", AT)).to.equal(null);
    expect(listRates("openai", "a-model-nobody-sells", AT)).to.equal(null);
  });
});
