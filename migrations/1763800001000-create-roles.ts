import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * The two roles the product works as. Neither owns a table nor can bypass row-level security. Roles belong to the
 * server, not to the database, so they may be there already, and `down` leaves them.
 */
export class CreateRoles1763800001000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      do $$
      declare wanted text;
      begin
        foreach wanted in array array['nightshift_app', 'nightshift_service'] loop
          if not exists (select from pg_roles where rolname = wanted) then
            begin
              execute format('create role %I nologin nosuperuser nobypassrls nocreatedb nocreaterole', wanted);
            exception
              when duplicate_object then null;
              when insufficient_privilege then
                raise exception 'role % is missing, and % may not create it', wanted, current_user
                  using hint = format('As an administrator of the server run: create role %I login password ''...''', wanted);
            end;
          end if;
        end loop;
        if exists (
          select from pg_roles
          where rolname in ('nightshift_app', 'nightshift_service') and (rolsuper or rolbypassrls)
        ) then
          raise exception 'nightshift_app and nightshift_service must be neither superuser nor bypassrls';
        end if;
      end $$;
      grant usage on schema public to nightshift_app, nightshift_service;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query("revoke usage on schema public from nightshift_app, nightshift_service");
  }
}
