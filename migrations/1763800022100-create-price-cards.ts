import type { MigrationInterface, QueryRunner } from "typeorm";
import { secureTenantTable } from "./support/secure-tenant-table.ts";

export class CreatePriceCards1763800022100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table price_cards (
        tenant_id text not null,
        price_card_id text not null,
        vendor text not null,
        model_pattern text,
        unit text not null,
        price_nano_usd bigint not null,
        valid_from timestamptz not null,
        valid_to timestamptz,
        source text not null,
        primary key (tenant_id, price_card_id),
        constraint price_cards_unit check (unit in ('credit', 'input_mtok', 'cached_input_mtok', 'output_mtok')),
        constraint price_cards_price check (price_nano_usd >= 0),
        constraint price_cards_validity check (valid_to is null or valid_to > valid_from)
      );
    `);
    await queryRunner.query(secureTenantTable("price_cards"));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop table price_cards");
  }
}
