import { type CreditVendor, VENDOR_TABLE } from "../../entities/vendor-table.ts";

/** What a price is for: one credit, or a million tokens of one kind. */
export type PriceUnit = "credit" | "input_mtok" | "cached_input_mtok" | "output_mtok";

/** A vendor's price for a unit during a period. */
export interface PriceCard {
  readonly id: string;
  readonly vendor: string;
  /** A model's name, or the beginning of one followed by `*`; null if the vendor has no models. Case does not matter. */
  readonly modelPattern: string | null;
  readonly unit: PriceUnit;
  readonly priceNanoUsd: bigint;
  readonly validFrom: Date;
  /** The time from which it is no longer valid; null while it is. */
  readonly validTo: Date | null;
  /** The source of the price, and any assumptions. */
  readonly source: string;
}

const SINCE = new Date("2025-01-01T00:00:00Z");

/**
 * List prices per credit, for tenants who have not entered what they pay (their own cards take precedence).
 * Plans differ widely: only Tavily publishes a price per credit; the other two are assumptions of the right order.
 * Models have no cards here: their prices and price history come from `@pydantic/genai-prices`.
 */
const CREDIT_PRICES: Readonly<
  Record<CreditVendor, { readonly priceNanoUsd: bigint; readonly source: string }>
> = {
  tavily: {
    priceNanoUsd: 8_000_000n,
    source: "Pay-as-you-go price per credit, https://docs.tavily.com/documentation/api-credits",
  },
  lusha: {
    priceNanoUsd: 100_000_000n,
    source:
      "Assumption: $0.10. Credits come with a plan, whose price per credit depends on its size and term",
  },
  zerobounce: {
    priceNanoUsd: 10_000_000n,
    source:
      "Assumption: $0.01, about the price in the smallest package; larger packages cost less per credit",
  },
};

export const DEFAULT_PRICE_CARDS: readonly PriceCard[] = VENDOR_TABLE.flatMap((row): PriceCard[] =>
  row.chargedBy === "credit"
    ? [
        {
          id: `default:${row.vendor}:credit:2025`,
          vendor: row.vendor,
          modelPattern: null,
          unit: "credit",
          validFrom: SINCE,
          validTo: null,
          ...CREDIT_PRICES[row.vendor],
        },
      ]
    : [],
);

/**
 * The card for a unit at a given time: the first one that fits, so put a tenant's own cards before the defaults.
 * A card with a model pattern fits only charges for a matching model.
 */
export function findPriceCard(
  cards: readonly PriceCard[],
  wanted: {
    readonly vendor: string;
    readonly model: string | null;
    readonly unit: PriceUnit;
    readonly at: Date;
  },
): PriceCard | null {
  const { vendor, model, unit, at } = wanted;
  const card = cards.find(
    (candidate) =>
      candidate.vendor === vendor &&
      candidate.unit === unit &&
      candidate.validFrom <= at &&
      (candidate.validTo === null || at < candidate.validTo) &&
      matchesModel(candidate.modelPattern, model),
  );
  return card ?? null;
}

function matchesModel(pattern: string | null, model: string | null): boolean {
  if (pattern === null) return true;
  if (model === null) return false;
  const wanted = pattern.toLowerCase();
  const name = model.toLowerCase();
  return wanted.endsWith("*") ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
}
