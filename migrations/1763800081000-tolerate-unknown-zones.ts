import type { MigrationInterface, QueryRunner } from "typeorm";

/** A tenant's zone that Postgres does not know must not end a query about all tenants. */
export class TolerateUnknownZones1763800081000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create function zone_or_utc(zone text) returns text language plpgsql stable set search_path = pg_catalog, pg_temp as $$
      begin
        perform timezone(zone, now());
        return zone;
      exception when invalid_parameter_value then
        return 'UTC';
      end
      $$;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("drop function zone_or_utc(text)");
  }
}
