import type { MigrationInterface, QueryRunner } from "typeorm";

/** What was left of the vendor's credits before a batch was sent: where its outcome is lost, they say whether it was charged. */
export class AddLedgerCreditsBefore1763800061400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query("alter table vendor_ledger add column credits_before bigint");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("alter table vendor_ledger drop column credits_before");
  }
}
