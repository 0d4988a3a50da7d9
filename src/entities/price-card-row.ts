import { Check, Column, Entity, PrimaryColumn } from "typeorm";
import { nanoUsd } from "./column-kinds.ts";

/** What a tenant pays per unit during a period; takes precedence over the default cards (src/observability/costs/price-cards.ts). */
@Entity("price_cards")
@Check("price_cards_unit", "unit in ('credit', 'input_mtok', 'cached_input_mtok', 'output_mtok')")
@Check("price_cards_price", "price_nano_usd >= 0")
@Check("price_cards_validity", "valid_to is null or valid_to > valid_from")
export class PriceCardRow {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "text" })
  priceCardId!: string;

  @Column({ type: "text" })
  vendor!: string;

  /** A model's name, or the beginning of one followed by `*`; null where the vendor has no models. */
  @Column({ type: "text", nullable: true })
  modelPattern!: string | null;

  @Column({ type: "text" })
  unit!: string;

  @Column({ ...nanoUsd })
  priceNanoUsd!: bigint;

  @Column({ type: "timestamptz" })
  validFrom!: Date;

  /** Null while it is valid. */
  @Column({ type: "timestamptz", nullable: true })
  validTo!: Date | null;

  /** Where the price is from. */
  @Column({ type: "text" })
  source!: string;
}
