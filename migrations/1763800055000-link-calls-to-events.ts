import type { MigrationInterface, QueryRunner } from "typeorm";

/** What a runner was killed over telling of can be told afterwards: an entry of the ledger and its event are known for each other. */
export class LinkCallsToEvents1763800055000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `alter table vendor_ledger add column keys_event boolean not null default false,
         add column tokens_output bigint`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("alter table vendor_ledger drop column keys_event, drop column tokens_output");
  }
}
