import type { MigrationInterface, QueryRunner } from "typeorm";

/** Lets a process see at its start whether the schema is that of its version. */
export class ShowTheSchemaVersion1763800081300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create function applied_migrations() returns setof text
        language sql stable security definer set search_path = public, pg_temp
      as $$ select name from migrations order by id $$;
      revoke all on function applied_migrations() from public;
      grant execute on function applied_migrations() to nightshift_service;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop function applied_migrations()");
  }
}
