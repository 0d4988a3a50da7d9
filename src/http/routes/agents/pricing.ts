import { usdNumber } from "../../../nano-usd.ts";
import { MODEL_PRICES } from "../../../observability/costs/price-charge.ts";
import { guarded } from "../../kit/route.ts";
import { AgentSchema } from "./agent-schema.ts";

/** `GET /api/obs/pricing`: the dated price cards that hold for the tenant, its own first. Models without one are priced by the public list. */
export const pricingRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/api/obs/pricing",
    id: "listPrices",
    tag: "Agents",
    summary: "the price cards in force for the tenant",
    answers: { 200: AgentSchema.Prices },
  },
  async ({ response, caller, ports }) => {
    const cards = await ports.agents.listPrices(caller.tenantId);
    response.json({
      price_cards: cards.map((card) => ({
        price_card_id: card.id,
        provider: card.vendor,
        model: card.modelPattern,
        unit: card.unit,
        usd: usdNumber(card.priceNanoUsd),
        valid_from: card.validFrom.toISOString(),
        valid_to: card.validTo?.toISOString() ?? null,
        source: card.source,
        own: card.isOwn,
      })),
      public_list: MODEL_PRICES,
    });
  },
);
