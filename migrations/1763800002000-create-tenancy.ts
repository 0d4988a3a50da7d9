import type { MigrationInterface, QueryRunner } from "typeorm";
import { letOwnerRead, secureTenantTable } from "./support/secure-tenant-table.ts";

export class CreateTenancy1763800002000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table tenants (
        tenant_id text not null,
        name text not null,
        timezone text not null default 'Asia/Singapore',
        active boolean not null default true,
        created_at timestamptz not null default now(),
        primary key (tenant_id)
      );

      create table tenant_users (
        tenant_id text not null,
        user_id text not null,
        role text not null,
        created_at timestamptz not null default now(),
        primary key (tenant_id, user_id),
        constraint tenant_users_role check (role in ('viewer', 'qa', 'operator', 'admin'))
      );
      create index idx_tenant_users_user on tenant_users (user_id);

      create table tenant_policies (
        tenant_id text not null,
        policy jsonb not null default '{}',
        updated_at timestamptz not null default now(),
        primary key (tenant_id)
      );

      create table odoo_connections (
        tenant_id text not null,
        base_url text not null,
        database text not null,
        api_key_sealed text not null,
        active boolean not null default true,
        expires_at timestamptz,
        last_success_at timestamptz,
        primary key (tenant_id)
      );

      create table onboarding_status (
        tenant_id text not null,
        step text not null,
        completed_at timestamptz not null default now(),
        primary key (tenant_id, step)
      );

      create table api_keys (
        tenant_id text not null,
        key_id uuid not null default gen_random_uuid(),
        name text not null,
        prefix text not null,
        hash text not null,
        scopes text[] not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz,
        revoked_at timestamptz,
        primary key (tenant_id, key_id)
      );
      create unique index api_keys_hash on api_keys (hash);

      create table audit_log (
        tenant_id text not null,
        audit_id uuid not null default gen_random_uuid(),
        actor text not null,
        action text not null,
        subject text not null,
        detail jsonb not null default '{}',
        at timestamptz not null default now(),
        primary key (tenant_id, audit_id)
      );
      create index idx_audit_log_at on audit_log (tenant_id, at);
    `);
    await queryRunner.query(secureTenantTable("tenants"));
    await queryRunner.query(secureTenantTable("tenant_users"));
    await queryRunner.query(secureTenantTable("tenant_policies"));
    await queryRunner.query(secureTenantTable("odoo_connections"));
    await queryRunner.query(secureTenantTable("onboarding_status"));
    await queryRunner.query(secureTenantTable("api_keys"));
    await queryRunner.query(secureTenantTable("audit_log", "append"));
    for (const table of ["tenants", "tenant_users", "api_keys"]) await queryRunner.query(letOwnerRead(table));
    // What must be known before the tenant is: each a narrow look-up with a fixed search path.
    await queryRunner.query(`
      create function find_api_key(key_hash text)
        returns table (tenant_id text, key_id uuid, prefix text, scopes text[])
        language sql stable security definer set search_path = public, pg_temp
      as $$
        select k.tenant_id, k.key_id, k.prefix, k.scopes from api_keys k
        where k.hash = key_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      $$;
      create function find_user_tenants(slack_user text)
        returns table (tenant_id text, role text)
        language sql stable security definer set search_path = public, pg_temp
      as $$
        select u.tenant_id, u.role from tenant_users u where u.user_id = slack_user order by u.tenant_id
      $$;
      revoke all on function find_api_key(text), find_user_tenants(text) from public;
      grant execute on function find_api_key(text), find_user_tenants(text) to nightshift_app, nightshift_service;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop function find_api_key(text);
      drop function find_user_tenants(text);
      drop table audit_log, api_keys, onboarding_status, odoo_connections, tenant_policies, tenant_users, tenants;
    `);
  }
}
