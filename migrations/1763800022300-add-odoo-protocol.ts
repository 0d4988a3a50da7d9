import type { MigrationInterface, QueryRunner } from "typeorm";

/** XML-RPC, which Odoo before 19 speaks, needs to know whose key it is. */
export class AddOdooProtocol1763800022300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table odoo_connections add column protocol text not null default 'json2', add column login text;
      alter table odoo_connections add constraint odoo_connections_protocol check (protocol in ('json2', 'xmlrpc'));
      alter table odoo_connections add constraint odoo_connections_login check (protocol = 'json2' or login is not null);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table odoo_connections drop constraint odoo_connections_login;
      alter table odoo_connections drop constraint odoo_connections_protocol;
      alter table odoo_connections drop column login, drop column protocol;
    `);
  }
}
