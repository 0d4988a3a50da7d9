import type { MigrationInterface, QueryRunner } from "typeorm";

/** Tables whose rows the application role may not change or remove. */
const RECORDS = ["audit_log", "run_event_logs", "qa_verdicts", "alert_transitions", "staging_companies"];

/**
 * Forgetting a person and letting a tenant go. Records stay append-only for both working roles: what must be done to them is
 * done by two functions of the owner, and only to the transaction's tenant.
 */
export class ForgetPeople1763800083000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of RECORDS) {
      await queryRunner.query(
        `create policy owner_tends on ${table} to current_user
           using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))`,
      );
    }
    await queryRunner.query(`
      create function forget_in_records(pattern text) returns table (place text, affected int)
        language plpgsql security definer set search_path = public, pg_temp
      as $$
      declare
        tenant constant text := nullif(current_setting('app.tenant_id', true), '');
        gone constant text := '[removed]';
      begin
        update qa_verdicts v set notes = regexp_replace(v.notes, pattern, gone, 'gi')
          where v.tenant_id = tenant and v.notes ~* pattern;
        get diagnostics affected = row_count; place := 'qa_verdicts'; return next;
        update alert_transitions t set reason = regexp_replace(t.reason, pattern, gone, 'gi'),
            detail = regexp_replace(t.detail::text, pattern, gone, 'gi')::jsonb
          where t.tenant_id = tenant and concat_ws(' ', t.reason, t.detail::text) ~* pattern;
        get diagnostics affected = row_count; place := 'alert_transitions'; return next;
        update audit_log a set detail = regexp_replace(a.detail::text, pattern, gone, 'gi')::jsonb
          where a.tenant_id = tenant and a.detail::text ~* pattern;
        get diagnostics affected = row_count; place := 'audit_log'; return next;
        update staging_companies s set description = regexp_replace(s.description, pattern, gone, 'gi')
          where s.tenant_id = tenant and s.description ~* pattern;
        get diagnostics affected = row_count; place := 'staging_companies'; return next;
      end $$;
      revoke all on function forget_in_records(text) from public;
      grant execute on function forget_in_records(text) to nightshift_app;

      create function remove_records() returns setof text
        language plpgsql security definer set search_path = public, pg_temp
      as $$
      declare tenant constant text := nullif(current_setting('app.tenant_id', true), '');
      begin
        if exists (select from tenants t where t.tenant_id = tenant and t.active) then
          raise exception 'tenant % is active', tenant;
        end if;
        ${RECORDS.map((table) => `delete from ${table} r where r.tenant_id = tenant; return next '${table}';`).join("\n        ")}
      end $$;
      revoke all on function remove_records() from public;
      grant execute on function remove_records() to nightshift_app;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      drop function remove_records();
      drop function forget_in_records(text);
    `);
    for (const table of RECORDS) {
      await queryRunner.query(`drop policy owner_tends on ${table}`);
    }
  }
}
