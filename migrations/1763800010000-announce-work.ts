import type { MigrationInterface, QueryRunner } from "typeorm";

/** Tells listening processes at commit that there is work, so that nobody waits for a poll. The announcement carries nothing. */
export class AnnounceWork1763800010000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create function announce() returns trigger language plpgsql set search_path = public, pg_temp as $$
      begin
        perform pg_notify(tg_argv[0], '');
        return null;
      end $$;
      create trigger announce_jobs after insert on job_outbox
        for each statement execute function announce('nightshift_jobs');
      create trigger announce_messages after insert or update of desired_version on alert_notifications
        for each statement execute function announce('nightshift_messages');
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop trigger announce_messages on alert_notifications;
      drop trigger announce_jobs on job_outbox;
      drop function announce();
    `);
  }
}
