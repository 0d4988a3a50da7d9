import type { Transaction } from "../../database/database.ts";
import type { PriceCard } from "./price-cards.ts";

/**
 * The tenant's own cards, which take precedence over the defaults. Longer model patterns come first, so that a card for
 * `gpt-5-mini*` wins over one for `gpt-5*`; among equals the latest comes first.
 */
export async function listPriceCards(transaction: Transaction, tenantId: string): Promise<PriceCard[]> {
  const rows = await transaction.query<(Omit<PriceCard, "priceNanoUsd"> & { priceNanoUsd: string })[]>(
    `select price_card_id as id, vendor, model_pattern as "modelPattern", unit, price_nano_usd as "priceNanoUsd",
       valid_from as "validFrom", valid_to as "validTo", source
     from price_cards where tenant_id = $1
     order by length(rtrim(model_pattern, '*')) desc nulls last, model_pattern like '%*', valid_from desc, price_card_id`,
    [tenantId],
  );
  return rows.map((row) => ({ ...row, priceNanoUsd: BigInt(row.priceNanoUsd) }));
}

/** Adds a card, or replaces the one with the same id. */
export async function savePriceCard(
  transaction: Transaction,
  tenantId: string,
  card: PriceCard,
): Promise<void> {
  await transaction.query(
    `insert into price_cards (tenant_id, price_card_id, vendor, model_pattern, unit, price_nano_usd, valid_from, valid_to, source)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (tenant_id, price_card_id) do update set vendor = excluded.vendor, model_pattern = excluded.model_pattern,
       unit = excluded.unit, price_nano_usd = excluded.price_nano_usd, valid_from = excluded.valid_from,
       valid_to = excluded.valid_to, source = excluded.source`,
    [
      tenantId,
      card.id,
      card.vendor,
      card.modelPattern,
      card.unit,
      card.priceNanoUsd.toString(),
      card.validFrom,
      card.validTo,
      card.source,
    ],
  );
}

/** Removes one of the tenant's own cards; false if there is none with that id. */
export async function removePriceCard(
  transaction: Transaction,
  tenantId: string,
  id: string,
): Promise<boolean> {
  const [, removed] = await transaction.query<[unknown, number]>(
    "delete from price_cards where tenant_id = $1 and price_card_id = $2",
    [tenantId, id],
  );
  return removed === 1;
}
