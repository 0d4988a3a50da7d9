/** What a price is for: one credit, or a million tokens of one kind. */
export type PriceUnit = "credit" | "input_mtok" | "cached_input_mtok" | "output_mtok";

/** What a vendor asks for a unit during a time. */
export interface PriceCard {
  readonly id: string;
  readonly vendor: string;
  /** A model's name, or the beginning of one followed by `*`; null where a vendor has no models. Case does not matter. */
  readonly modelPattern: string | null;
  readonly unit: PriceUnit;
  readonly priceNanoUsd: bigint;
  readonly validFrom: Date;
  /** The first moment it is no longer valid; null while it is. */
  readonly validTo: Date | null;
  /** Where the price is from, and what was assumed. */
  readonly source: string;
}

const SINCE = new Date("2025-01-01T00:00:00Z");

/**
 * What a credit costs at list price, for tenants who have not said what they pay (their own cards go before these).
 * Plans differ widely: only Tavily publishes a price per credit, the other two are assumptions of the right size.
 * Models have no cards here, their prices and price history come from `@pydantic/genai-prices`.
 */
export const DEFAULT_PRICE_CARDS: readonly PriceCard[] = [
  {
    id: "default:tavily:credit:2025",
    vendor: "tavily",
    modelPattern: null,
    unit: "credit",
    priceNanoUsd: 8_000_000n,
    validFrom: SINCE,
    validTo: null,
    source: "Pay-as-you-go price per credit, https://docs.tavily.com/documentation/api-credits",
  },
  {
    id: "default:lusha:credit:2025",
    vendor: "lusha",
    modelPattern: null,
    unit: "credit",
    priceNanoUsd: 100_000_000n,
    validFrom: SINCE,
    validTo: null,
    source:
      "Assumption: $0.10. Credits come with a plan, whose price per credit depends on its size and term",
  },
  {
    id: "default:zerobounce:credit:2025",
    vendor: "zerobounce",
    modelPattern: null,
    unit: "credit",
    priceNanoUsd: 10_000_000n,
    validFrom: SINCE,
    validTo: null,
    source:
      "Assumption: $0.01, about the price in the smallest package; larger packages cost less per credit",
  },
];

/**
 * The card that holds at a moment for a unit: the first that fits, so put a tenant's own cards before the defaults.
 * A card with a model pattern fits only charges of such a model.
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
