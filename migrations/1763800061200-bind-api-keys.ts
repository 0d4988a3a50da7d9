import type { MigrationInterface, QueryRunner } from "typeorm";

/** Keys that speak for named agents only, when a key was last used, and which key takes over from it. */
export class BindApiKeys1763800061200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table api_keys
        add column agent_ids text[],
        add column last_used_at timestamptz,
        add column replaces uuid;
      drop function find_api_key(text);
      create function find_api_key(key_hash text)
        returns table (tenant_id text, key_id uuid, prefix text, scopes text[], agent_ids text[])
        language sql stable security definer set search_path = public, pg_temp
      as $$
        select k.tenant_id, k.key_id, k.prefix, k.scopes, k.agent_ids from api_keys k
        where k.hash = key_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      $$;
      revoke all on function find_api_key(text) from public;
      grant execute on function find_api_key(text) to nightshift_app, nightshift_service;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop function find_api_key(text);
      create function find_api_key(key_hash text)
        returns table (tenant_id text, key_id uuid, prefix text, scopes text[])
        language sql stable security definer set search_path = public, pg_temp
      as $$
        select k.tenant_id, k.key_id, k.prefix, k.scopes from api_keys k
        where k.hash = key_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      $$;
      revoke all on function find_api_key(text) from public;
      grant execute on function find_api_key(text) to nightshift_app, nightshift_service;
      alter table api_keys drop column replaces, drop column last_used_at, drop column agent_ids;
    `);
  }
}
