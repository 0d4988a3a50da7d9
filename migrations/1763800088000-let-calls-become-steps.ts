import type { MigrationInterface, QueryRunner } from "typeorm";

/** A call that turns out to be one with a call inside of it is counted once: it becomes a step, without tokens or cost. */
export class LetCallsBecomeSteps1763800088000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      "grant update (event, vendor, model, tokens_input, tokens_output, tokens_cached, extra) on run_event_logs to nightshift_app;",
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      "revoke update (event, vendor, model, tokens_input, tokens_output, tokens_cached, extra) on run_event_logs from nightshift_app;",
    );
  }
}
