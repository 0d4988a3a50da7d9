import { calcPrice } from "@pydantic/genai-prices";
import type { Charge } from "../../charge.ts";
import { nanoNumber } from "../../nano-usd.ts";
import { listProvider } from "./list-provider.ts";
import { listRates } from "./list-rates.ts";
import { DEFAULT_PRICE_CARDS, findPriceCard, type PriceCard, type PriceUnit } from "./price-cards.ts";

/**
 * Why a charge has no price: `unknown_vendor` no card for its credits · `unknown_model` · `unpriced_tokens` a known
 * model that is not priced by tokens · `incomplete_price_cards` a card for the model's input without one for its
 * output, or the reverse · `cached_exceeds_input` and `invalid_quantity` usage that cannot be right ·
 * `unknown_usage` the answer did not say what it used.
 */
export type UnpricedReason =
  | "unknown_vendor"
  | "unknown_model"
  | "unpriced_tokens"
  | "incomplete_price_cards"
  | "cached_exceeds_input"
  | "invalid_quantity"
  | "unknown_usage";

/** The price of a charge. If there is no price, `nanoUsd` is null (never 0) and `unpricedReason` says why. */
export interface Price {
  readonly nanoUsd: bigint | null;
  /** The card, or `genai-prices:0.1.8:PROVIDER/MODEL`; null if nothing was priced. For tokens priced by cards, the output's. */
  readonly priceCardId: string | null;
  readonly unpricedReason?: UnpricedReason;
}

/** Prices a vendor's charge at a given time. */
export type PriceCharge = (vendor: string, charge: Charge, at: Date) => Price;

/** Pinned exactly in package.json; a test compares the two. */
export const MODEL_PRICES = "genai-prices:0.1.8";

const MILLION = 1_000_000n;

/** Prices by the first of these cards that fits (put a tenant's own first); models without a card by the public list. */
export function createPriceCharge(cards: readonly PriceCard[] = DEFAULT_PRICE_CARDS): PriceCharge {
  const forCredits = cards.filter(({ unit }) => unit === "credit");
  const forTokens = cards.filter(({ unit }) => unit !== "credit");
  return (vendor, charge, at) =>
    priceCharge(vendor, charge, at, charge.unit === "token" ? forTokens : forCredits);
}

/** Prices a charge at the prices valid when it was made. */
export function priceCharge(vendor: string, charge: Charge, at: Date, cards: readonly PriceCard[]): Price {
  switch (charge.unit) {
    case "none":
      return { nanoUsd: 0n, priceCardId: null };
    case "unknown":
      return unpriced("unknown_usage");
    case "credit":
      return priceCredits(vendor, charge.quantity, at, cards);
    case "token":
      return priceTokens(vendor, charge, at, cards);
  }
}

function priceCredits(vendor: string, quantity: number, at: Date, cards: readonly PriceCard[]): Price {
  if (!Number.isFinite(quantity) || quantity < 0 || quantity > Number.MAX_SAFE_INTEGER / 1e6)
    return unpriced("invalid_quantity");
  const card = findPriceCard(cards, { vendor, model: null, unit: "credit", at });
  if (card === null) return unpriced("unknown_vendor");
  // Vendors may charge fractions of a credit, so count in millionths.
  return {
    nanoUsd: perMillion(BigInt(Math.round(quantity * 1e6)), card.priceNanoUsd),
    priceCardId: card.id,
  };
}

type TokenCharge = Extract<Charge, { unit: "token" }>;

/** The parts of a token charge that are priced separately; they do not overlap. */
export function tokenParts(charge: TokenCharge): {
  uncachedInput: number;
  cachedInput: number;
  cacheWrite: number;
  output: number;
} {
  const { cacheWriteTokens: cacheWrite = 0 } = charge;
  return {
    uncachedInput: charge.inputTokens - charge.cachedInputTokens - cacheWrite,
    cachedInput: charge.cachedInputTokens,
    cacheWrite,
    output: charge.outputTokens,
  };
}

function priceTokens(vendor: string, charge: TokenCharge, at: Date, cards: readonly PriceCard[]): Price {
  const { inputTokens, cachedInputTokens, outputTokens } = charge;
  const { cacheWriteTokens = 0 } = charge;
  if (
    !isQuantity(inputTokens) ||
    !isQuantity(cachedInputTokens) ||
    !isQuantity(cacheWriteTokens) ||
    !isQuantity(outputTokens)
  )
    return unpriced("invalid_quantity");
  if (cachedInputTokens + cacheWriteTokens > inputTokens) return unpriced("cached_exceeds_input");
  return priceTokensByCards(vendor, charge, at, cards) ?? priceTokensByList(vendor, charge, at);
}

function isQuantity(tokens: number): boolean {
  return Number.isSafeInteger(tokens) && tokens >= 0;
}

/** Null if there is no card for the model at all. */
function priceTokensByCards(
  vendor: string,
  charge: TokenCharge,
  at: Date,
  cards: readonly PriceCard[],
): Price | null {
  if (cards.length === 0) return null;
  const find = (unit: PriceUnit) => findPriceCard(cards, { vendor, model: charge.model, unit, at });
  const input = find("input_mtok");
  const output = find("output_mtok");
  if (input === null && output === null) return null;
  if (input === null || output === null) return unpriced("incomplete_price_cards");
  // Without a card for cached input there is no discount.
  const cachedInput = find("cached_input_mtok") ?? input;
  const parts = tokenParts(charge);
  const millionfold =
    // Our cards have no price for cache writes, which count as ordinary input.
    BigInt(parts.uncachedInput + parts.cacheWrite) * input.priceNanoUsd +
    BigInt(parts.cachedInput) * cachedInput.priceNanoUsd +
    BigInt(parts.output) * output.priceNanoUsd;
  return { nanoUsd: perMillion(millionfold, 1n), priceCardId: output.id };
}

/** Prices by the public list, with that day's prices and long-context tiers. */
function priceTokensByList(vendor: string, charge: TokenCharge, at: Date): Price {
  const { model, inputTokens, cachedInputTokens, cacheWriteTokens = 0, outputTokens } = charge;
  const rates = cacheWriteTokens === 0 ? listRates(vendor, model, at) : null;
  if (rates !== null) {
    // One dollar per million tokens is a thousand nano-USD per token.
    const thousands =
      (inputTokens - cachedInputTokens) * rates.input +
      cachedInputTokens * rates.cachedInput +
      outputTokens * rates.output;
    return { nanoUsd: BigInt(Math.round(thousands * 1_000)), priceCardId: `${MODEL_PRICES}:${rates.id}` };
  }
  const priceOf = (usage: { cache_write_tokens?: number }) =>
    calcPrice(
      {
        input_tokens: inputTokens,
        cache_read_tokens: cachedInputTokens,
        output_tokens: outputTokens,
        ...usage,
      },
      model,
      { providerId: listProvider(vendor), timestamp: at },
    );
  // If the list has no price for cache writes, they count as ordinary input.
  const plain = priceOf({});
  const price =
    cacheWriteTokens > 0 && plain?.model_price.cache_write_mtok !== undefined
      ? priceOf({ cache_write_tokens: cacheWriteTokens })
      : plain;
  if (price === null) return unpriced("unknown_model");
  // The library counts prices missing from the list as free (speech is priced by the hour, say).
  const lacks = (key: string, tokens: number) => tokens > 0 && price.model_price[key] === undefined;
  if (lacks("input_mtok", inputTokens) || lacks("output_mtok", outputTokens))
    return unpriced("unpriced_tokens");
  return {
    nanoUsd: BigInt(nanoNumber(price.total_price)),
    priceCardId: `${MODEL_PRICES}:${price.provider.id}/${price.model.id}`,
  };
}

function perMillion(quantity: bigint, price: bigint): bigint {
  return (quantity * price + MILLION / 2n) / MILLION;
}

function unpriced(unpricedReason: UnpricedReason): Price {
  return { nanoUsd: null, priceCardId: null, unpricedReason };
}
