import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Refusals in the audit log: counted, one row for each kind and minute, and removed after a while. The log stays
 * append-only for both roles; two functions of the owner may touch nothing but rows that say `refused`.
 */
export class CountRefusals1763800085000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create index idx_audit_log_refused on audit_log (at) where detail @> '{"refused": true}';
      create policy owner_counts_refusals on audit_log to current_user
        using (detail @> '{"refused": true}') with check (detail @> '{"refused": true}');

      create function note_refusal(
        of_tenant text, of_id uuid, who text, what text, about text, facts jsonb, more int, seen_at timestamptz
      ) returns void
        language plpgsql security definer set search_path = public, pg_temp
      as $$
      begin
        if of_tenant is null or of_id is null or not (facts @> '{"refused": true}') or more is null or more < 1
          or seen_at is null or seen_at > now() + interval '1 hour' then
          raise exception 'not a refusal' using errcode = 'invalid_parameter_value';
        end if;
        insert into audit_log as known (tenant_id, audit_id, actor, action, subject, detail, at)
        values (of_tenant, of_id, left(who, 200), left(what, 100), left(about, 200),
          facts || jsonb_build_object('count', more), seen_at)
        on conflict (tenant_id, audit_id) do update
          set detail = known.detail || jsonb_build_object('count', (known.detail ->> 'count')::int + more)
          where known.detail @> '{"refused": true}';
      end $$;

      -- Removes at most \`most\` refusals before \`before\`, which lies at least a day back. Returns how many.
      create function forget_refusals(before timestamptz, most int) returns int
        language plpgsql security definer set search_path = public, pg_temp
      as $$
      declare
        removed int;
      begin
        if before is null or before > now() - interval '1 day' or most is null or most not between 1 and 10000 then
          raise exception 'before must be at least a day ago, and most from 1 to 10000'
            using errcode = 'invalid_parameter_value';
        end if;
        delete from audit_log where (tenant_id, audit_id) in (
          select a.tenant_id, a.audit_id from audit_log a
          where a.detail @> '{"refused": true}' and a.at < before order by a.at limit most);
        get diagnostics removed = row_count;
        return removed;
      end $$;

      -- Whose key it was, and why it does not work; no row for one that nobody ever had, or that works.
      create function why_key_is_refused(key_hash text)
        returns table (tenant_id text, prefix text, reason text)
        language sql stable security definer set search_path = public, pg_temp
      as $$
        select k.tenant_id, k.prefix,
          case when k.revoked_at is not null then 'revoked_key'
            when k.expires_at <= now() then 'expired_key' else 'inactive_tenant' end
        from api_keys k left join tenants t on t.tenant_id = k.tenant_id
        where k.hash = key_hash and (k.revoked_at is not null or k.expires_at <= now() or t.active is not true)
      $$;

      -- Keys of a tenant that has been deactivated do not work.
      create or replace function find_api_key(key_hash text)
        returns table (tenant_id text, key_id uuid, prefix text, scopes text[], agent_ids text[])
        language sql stable security definer set search_path = public, pg_temp
      as $$
        select k.tenant_id, k.key_id, k.prefix, k.scopes, k.agent_ids
        from api_keys k join tenants t on t.tenant_id = k.tenant_id and t.active
        where k.hash = key_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      $$;

      revoke all on function note_refusal(text, uuid, text, text, text, jsonb, int, timestamptz),
        forget_refusals(timestamptz, int), why_key_is_refused(text) from public;
      grant execute on function note_refusal(text, uuid, text, text, text, jsonb, int, timestamptz),
        forget_refusals(timestamptz, int), why_key_is_refused(text) to nightshift_service;
      -- What is looked up before the tenant is known is the service role's alone.
      revoke execute on function find_api_key(text), find_user_tenants(text) from nightshift_app;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      grant execute on function find_api_key(text), find_user_tenants(text) to nightshift_app;
      create or replace function find_api_key(key_hash text)
        returns table (tenant_id text, key_id uuid, prefix text, scopes text[], agent_ids text[])
        language sql stable security definer set search_path = public, pg_temp
      as $$
        select k.tenant_id, k.key_id, k.prefix, k.scopes, k.agent_ids from api_keys k
        where k.hash = key_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      $$;
      drop function why_key_is_refused(text);
      drop function forget_refusals(timestamptz, int);
      drop function note_refusal(text, uuid, text, text, text, jsonb, int, timestamptz);
      drop policy owner_counts_refusals on audit_log;
      drop index idx_audit_log_refused;
    `);
  }
}
